import type { AcceptedEvent, AttemptEvent } from '../../events';
import { maskQuery } from '../masking';

/** How a webhook can leave the queue without being delivered; a handshake is no webhook at all, and the door has answered it. */
const ASIDE_STATES = ['parked', 'dead-lettered', 'quarantined', 'discarded', 'duplicate', 'handshake'] as const;
export type AsideState = typeof ASIDE_STATES[number];

/** Where a webhook stands; those that are queued or retrying are on the queue, or were released from the parking queue. */
export const WEBHOOK_STATES = ['queued', 'retrying', 'delivered', ...ASIDE_STATES] as const;
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
  /** With the query, without what is secret in it. */
  readonly path?: string;
  readonly attempts: number;
  /** HTTP status or error code of the last attempt. */
  readonly lastStatus?: number | string;
  readonly nextAttemptAt?: number;
  readonly deliveredAt?: number;
}

/** What a forwarder says once a webhook has left the queue without being delivered. */
export interface SetAsideEvent {
  readonly buffer: string;
  readonly at: number;
  readonly messageId: string;
  readonly group: string;
  readonly state: AsideState;
}

const LONGEST_LISTED_PATH = 300;

export function isSettled({ state }: Webhook): boolean {
  return state !== 'queued' && state !== 'retrying' && state !== 'parked';
}

/** The webhook after the door accepted it: once more, where it is known. */
export function afterAcceptance(known: Webhook | undefined, event: AcceptedEvent): Webhook {
  const webhook = known ?? unseen(event, event.at);
  const acceptances = webhook.acceptances + 1;
  if (acceptances > 1) return { ...webhook, acceptances };
  const path = [...requestTarget(event).slice(0, 2 * LONGEST_LISTED_PATH)].slice(0, LONGEST_LISTED_PATH).join('');
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
    // One that is given up stays on the queue until it is safe elsewhere.
    state: delivered ? 'delivered' : 'retrying',
    attempts,
    lastStatus: event.httpStatus ?? event.errorCode,
    nextAttemptAt: event.retryAt === undefined ? undefined : Date.parse(event.retryAt),
    deliveredAt: delivered ? startedAt + event.durationMillis : undefined,
  };
}

export function afterSettingAside(known: Webhook | undefined, event: SetAsideEvent): Webhook {
  const webhook = known ?? unseen(event, event.at);
  return webhook.state === 'delivered' ? webhook : { ...webhook, state: event.state, nextAttemptAt: undefined };
}

/** Path and query, without what is secret. */
export function requestTarget({ path, query }: Pick<AcceptedEvent, 'path' | 'query'>): string {
  return query === '' ? path : `${path}?${maskQuery(query)}`;
}

function unseen({ messageId, buffer, group }: Pick<Webhook, 'messageId' | 'buffer' | 'group'>, at: number): Webhook {
  return { messageId, buffer, group, at, state: 'queued', acceptances: 0, attempts: 0 };
}
