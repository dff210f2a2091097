import { afterChange, NO_FIGURES, type Figures } from './figures';
import { Recent } from './recent';
import { RequestMemory, type KeptRequest } from './request-memory';
import type { Sample } from './sample';
import { afterAcceptance, afterAttempt, afterSettingAside, type SetAsideEvent, type Webhook } from './webhook';
import { WebhookMemory } from './webhook-memory';
import type { AcceptedEvent, AttemptEvent, InvocationEvent, ProblemEvent, RefusedEvent } from '../../events';
import { maskQuery } from '../masking';

/** What the page is told: all there is at first, then what changed. */
export interface Update {
  /** By buffer. */
  readonly figures: { readonly [buffer: string]: Figures };
  /** In the order in which they were first seen. */
  readonly webhooks: readonly Webhook[];
  /** Ids of webhooks that are not listed any more. */
  readonly forgotten: readonly string[];
  readonly refusals: readonly RefusedEvent[];
  readonly problems: readonly ProblemEvent[];
  readonly samples: readonly Sample[];
}

const MOST_WEBHOOKS = 5_000;
const MOST_REQUEST_BYTES = 64 * 1_048_576;
const MOST_REPORTS = 500;
const SAMPLED_SECONDS = 300;

/** What the console knows: everything in it follows from the events that it was told, in their order. */
export class ConsoleState {
  private readonly figures = new Map<string, Figures>();
  private readonly webhooks = new WebhookMemory(MOST_WEBHOOKS);
  private readonly requests = new RequestMemory(MOST_REQUEST_BYTES);
  private readonly refusals = new Recent<RefusedEvent>(MOST_REPORTS);
  private readonly problems = new Recent<ProblemEvent>(MOST_REPORTS);
  private readonly samples: Recent<Sample>;

  constructor(buffers: readonly string[]) {
    for (const buffer of buffers) this.figures.set(buffer, NO_FIGURES);
    this.samples = new Recent(SAMPLED_SECONDS * buffers.length);
  }

  accepted(event: AcceptedEvent): void {
    this.requests.add(event);
    this.change(event.messageId, known => afterAcceptance(known, event));
  }

  attempted(event: AttemptEvent): void {
    this.change(event.messageId, known => afterAttempt(known, event));
  }

  setAside(event: SetAsideEvent): void {
    this.change(event.messageId, known => afterSettingAside(known, event));
  }

  refused(event: RefusedEvent): void {
    const figures = this.figuresOf(event.buffer);
    this.figures.set(event.buffer, { ...figures, refused: figures.refused + 1 });
    this.refusals.add({ ...event, query: maskQuery(event.query) });
  }

  /** An invocation that failed as a whole is a problem; one whose webhooks failed is not. */
  invoked({ buffer, at, outcome, records, error }: InvocationEvent): void {
    if (outcome === 'succeeded' || outcome === 'partly failed') return;
    const explanation = error === undefined ? '' : `: ${error}`;
    this.problem({ buffer, at, message: `An invocation of the forwarder for ${records} ${records === 1 ? 'webhook' : 'webhooks'} ${outcome}${explanation}` });
  }

  problem(event: ProblemEvent): void {
    this.problems.add(event);
  }

  sampled(sample: Sample): void {
    this.samples.add(sample);
  }

  figuresOf(buffer: string): Figures {
    return this.figures.get(buffer) ?? NO_FIGURES;
  }

  webhook(messageId: string): Webhook | undefined {
    return this.webhooks.get(messageId);
  }

  /** Absent where too many others came since, or where it never came through the door. */
  request(messageId: string): KeptRequest | undefined {
    return this.requests.get(messageId);
  }

  snapshot(): Update {
    return {
      figures: Object.fromEntries(this.figures),
      webhooks: this.webhooks.all(),
      forgotten: [],
      refusals: this.refusals.all(),
      problems: this.problems.all(),
      samples: this.samples.all(),
    };
  }

  /** What is new since this was last called. */
  takeChanges(): Update {
    return {
      figures: Object.fromEntries(this.figures),
      ...this.webhooks.takeChanges(),
      refusals: this.refusals.takeFresh(),
      problems: this.problems.takeFresh(),
      samples: this.samples.takeFresh(),
    };
  }

  private change(messageId: string, next: (known: Webhook | undefined) => Webhook): void {
    const before = this.webhooks.get(messageId);
    const after = next(before);
    this.webhooks.set(after);
    this.figures.set(after.buffer, afterChange(this.figuresOf(after.buffer), before, after));
  }
}
