import type { AcceptedEvent, AttemptEvent } from '../../events';

/** Where a webhook stands; those that are queued or retrying are on the queue, or were released from the parking queue. */
export const WEBHOOK_STATES = ['queued', 'retrying', 'delivered', 'parked', 'dead-lettered', 'discarded'] as const;
export type WebhookState = typeof WEBHOOK_STATES[number];

/** A webhook as the console lists it. */
export interface Webhook {
  readonly messageId: string;
  readonly buffer: string;
  readonly group: string;
  readonly state: WebhookState;
  /** Milliseconds since 1970: when the door accepted it, or its first attempt where the door never did. */
  readonly at: number;
  /** How often the door accepted it: senders repeat webhooks. 0 means that it came to the queue another way, such as a redrive. */
  readonly acceptances: number;
  readonly method?: string;
  readonly path?: string;
  readonly attempts: number;
  /** HTTP status or error code of the last attempt. */
  readonly lastStatus?: number | string;
  readonly nextAttemptAt?: number;
  readonly deliveredAt?: number;
}

/** What a forwarder says once a webhook is where its route puts those that are given up, or that come behind one. */
export interface GivenUpEvent {
  readonly state: 'parked' | 'dead-lettered' | 'discarded';
  readonly buffer: string;
  readonly at: number;
  readonly messageId: string;
  readonly group: string;
}

const LONGEST_LISTED_PATH = 300;

export function isSettled({ state }: Webhook): boolean {
  return state === 'delivered' || state === 'dead-lettered' || state === 'discarded';
}

/** The webhook after the door accepted it: once more, where it is known. */
export function afterAcceptance(known: Webhook | undefined, event: AcceptedEvent): Webhook {
  const webhook = known ?? unseen(event, event.at);
  const acceptances = webhook.acceptances + 1;
  if (acceptances > 1) return { ...webhook, acceptances };
  const path = [...event.path.slice(0, 2 * LONGEST_LISTED_PATH)].slice(0, LONGEST_LISTED_PATH).join('');
  return { ...webhook, acceptances, at: event.at, method: event.method, path };
}

/** The webhook after an attempt, which for a short one may be told before its acceptance. */
export function afterAttempt(known: Webhook | undefined, event: AttemptEvent): Webhook {
  const startedAt = Date.parse(event.startedAt);
  const webhook = known ?? unseen(event, startedAt);
  const attempts = Math.max(webhook.attempts, event.attempt);
  // What was delivered once stays delivered, whatever becomes of a repetition.
  if (webhook.state === 'delivered') return { ...webhook, attempts };
  const delivered = event.status === 'DELIVERED';
  return {
    ...webhook,
    // One that is given up stays on the queue until it is said to be elsewhere.
    state: delivered ? 'delivered' : 'retrying',
    attempts,
    lastStatus: event.httpStatus ?? event.errorCode,
    nextAttemptAt: event.retryAt === undefined ? undefined : Date.parse(event.retryAt),
    deliveredAt: delivered ? startedAt + event.durationMillis : undefined,
  };
}

export function afterGivingUp(known: Webhook | undefined, event: GivenUpEvent): Webhook {
  const webhook = known ?? unseen(event, event.at);
  return webhook.state === 'delivered' ? webhook : { ...webhook, state: event.state, nextAttemptAt: undefined };
}

function unseen({ messageId, buffer, group }: Pick<Webhook, 'messageId' | 'buffer' | 'group'>, at: number): Webhook {
  return { messageId, buffer, group, at, state: 'queued', acceptances: 0, attempts: 0 };
}
