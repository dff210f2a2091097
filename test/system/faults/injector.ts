import type { IncomingMessage } from 'node:http';
import type { KillPoint } from './faults';
import type { BackendObserver } from './faulty-backend';
import { short, type BackendRequest, type Invocation, type Ledger } from './ledger';
import type { KillFate, Plan, RequestFate } from './plan';
import type { Receipts } from './queue-faults';
import type { CallKiller } from './table-faults';
import type { RunningInvocation } from '../../../cli/local/runtime/lambda-function';
import { ADDED_HEADERS } from '../../../src/contract/headers';

/** What SQS hands over, as far as it concerns the injector. */
interface Record {
  readonly messageId: string;
  readonly receiptHandle: string;
}

interface Running {
  readonly invocation: RunningInvocation;
  readonly records: readonly Record[];
  readonly kill?: KillFate;
}

export interface InjectorOptions {
  readonly plan: Plan;
  readonly ledger: Ledger;
  /** Lets the visibility timeout of messages run out. */
  readonly expose: (receiptHandles: readonly string[]) => void;
  /** Tells what was wrong with a request as a whole, if anything. */
  readonly compare: (number: number, incoming: IncomingMessage, body: Buffer) => string | undefined;
}

/** Lets happen to invocations and at the backend what is planned, and notes what it sees there. */
export class Injector implements BackendObserver, CallKiller, Receipts {
  private readonly running = new Map<string, Running>();
  private readonly requests = new Map<IncomingMessage, BackendRequest>();
  private readonly receipts = new Map<string, string>();
  private readonly requestsFor = new Map<string, number>();
  private count = 0;

  constructor(private readonly options: InjectorOptions) {}

  /** The message that a receipt handle was given for. */
  messageOf(receiptHandle: string): string | undefined {
    return this.receipts.get(receiptHandle);
  }

  note(receiptHandle: string, messageId: string): void {
    this.receipts.set(receiptHandle, messageId);
  }

  onInvoke(invocation: RunningInvocation): void {
    const { plan, ledger } = this.options;
    const { Records: records } = JSON.parse(invocation.payload) as { readonly Records?: readonly Record[] };
    // An owner releases groups.
    if (records === undefined) return;
    for (const { messageId, receiptHandle } of records) this.note(receiptHandle, messageId);
    ledger.invoked(invocation.requestId, records.map(({ messageId }) => messageId));
    const kill = plan.invocation(this.count += 1);
    this.running.set(invocation.requestId, { invocation, records, kill });
    if (kill?.point === 'kill.moment') setTimeout(() => this.kill('kill.moment', [invocation.requestId]), kill.afterMillis);
  }

  onEnd(requestId: string, outcome: string): void {
    for (const { receiptHandle } of this.running.get(requestId)?.records ?? []) this.receipts.delete(receiptHandle);
    this.running.delete(requestId);
    this.options.ledger.ended(requestId, outcome);
  }

  /** An invocation answers; whether its answer is lost. */
  onAnswer(requestId: string): boolean {
    return this.kill('kill.answer', [requestId]);
  }

  atCall(point: 'kill.table' | 'kill.queue', requestId = ''): void {
    this.kill(point, [requestId]);
  }

  onRequest(incoming: IncomingMessage, concurrency: number): RequestFate {
    const { plan, ledger } = this.options;
    const messageId = headerOf(incoming, ADDED_HEADERS.ID);
    const nth = (this.requestsFor.get(messageId) ?? 0) + 1;
    this.requestsFor.set(messageId, nth);
    const invocations = ledger.holdersOf(messageId);
    const fate = plan.request(ledger.queued.get(messageId)?.number ?? 0, nth);
    const at = ledger.note([messageId], `request of ${invocations.map(short).join(' or ') || 'nobody'}, ${concurrency} at once`);
    const request: BackendRequest = { at, messageId, group: headerOf(incoming, ADDED_HEADERS.GROUP), invocations, fault: fate.fault, concurrency };
    ledger.requests.push(request);
    this.requests.set(incoming, request);
    if (fate.fault !== undefined) ledger.inject(fate.fault, [messageId]);
    if (fate.visibilityRunsOut) this.overrun(invocations);
    this.kill('kill.request', invocations);
    return fate;
  }

  onBody(incoming: IncomingMessage, body: Buffer): void {
    const { ledger, compare } = this.options;
    const { messageId = '' } = this.requests.get(incoming) ?? {};
    const queued = ledger.queued.get(messageId);
    const difference = queued === undefined ? 'a webhook that the door did not take' : compare(queued.number, incoming, body);
    if (difference !== undefined) ledger.unfaithful.push({ messageId, text: difference });
  }

  onSuccess(incoming: IncomingMessage): void {
    const request = this.requests.get(incoming);
    if (request === undefined) return;
    request.succeededAt = this.options.ledger.note([request.messageId], 'success of the backend');
    this.options.ledger.delivered.add(request.messageId);
  }

  private overrun(invocations: readonly string[]): void {
    const { ledger, expose } = this.options;
    const running = this.running.get(invocations[0] ?? '');
    if (invocations.length !== 1 || running === undefined) return;
    const messageIds = running.records.map(({ messageId }) => messageId);
    ledger.inject('visibility.ranOut', messageIds, { requestId: invocations[0] });
    this.invocation(invocations[0]).overrun = ledger.note([], '');
    expose(running.records.map(({ receiptHandle }) => receiptHandle));
  }

  /** Kills the invocation, if it is the only one and this is its fate. */
  private kill(point: KillPoint, invocations: readonly string[]): boolean {
    const [requestId = ''] = invocations;
    const running = this.running.get(requestId);
    if (invocations.length !== 1 || running?.kill?.point !== point) return false;
    const { ledger } = this.options;
    const invocation = this.invocation(requestId);
    if (invocation.killed !== undefined) return false;
    ledger.inject(point, invocation.messageIds, { requestId });
    invocation.killed = ledger.note([], '');
    running.invocation.kill();
    return true;
  }

  private invocation(requestId: string): Invocation {
    const invocation = this.options.ledger.invocations.get(requestId);
    if (invocation === undefined) throw new Error(`no invocation ${requestId}`);
    return invocation;
  }
}

function headerOf({ headers }: IncomingMessage, name: string): string {
  return headers[name]?.toString() ?? '';
}
