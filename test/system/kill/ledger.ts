import type { Failure, Fate, KillPoint } from './plan';
import type { StoredAttempt } from '../support/observe';

/** A webhook that the door accepted. */
export interface AcceptedWebhook {
  readonly messageId: string;
  readonly group: string;
  readonly sequenceNumber: string;
}

/** An attempt that the forwarder wanted to log. */
export interface AnnouncedAttempt {
  readonly messageId: string;
  readonly sortKey: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Of the invocation. */
  readonly requestId: string;
  readonly fate: Fate;
  startStored: boolean;
  /** Whether the forwarder was told so. */
  startConfirmed: boolean;
  endStored: boolean;
}

/** What a backend knows: a request came in, or it was answered with a success. */
export interface BackendEvent {
  /** When the request came in, ISO 8601. */
  readonly at: string;
  readonly kind: 'request' | 'success';
  readonly messageId: string;
  readonly group: string;
  /** Sort key of the attempt; undefined as long as the log has not heard of it. */
  attempt?: string;
  /** Requests under way, this one included. */
  readonly concurrency: number;
  /** Whether an earlier delivery of the webhook stood in the log when this came. */
  readonly afterLoggedDelivery: boolean;
  /** Whether the request came before its start was confirmed by the log. */
  readonly hasty: boolean;
  /** How the backend failed, if it did. */
  readonly failure?: Failure;
}

export interface Kill {
  readonly requestId: string;
  readonly messageId: string;
  readonly point: KillPoint;
}

/** What was seen of the forwarder from outside, in the order in which it happened. */
export class Ledger {
  readonly accepted: AcceptedWebhook[] = [];
  readonly attempts: AnnouncedAttempt[] = [];
  readonly backend: BackendEvent[] = [];
  readonly kills: Kill[] = [];
  /** Attempts that the forwarder printed, as the table took too long to confirm them. */
  readonly fallbacks: StoredAttempt[] = [];
  /** Webhooks that the backend answered with a success. */
  readonly delivered = new Set<string>();
  private readonly byWebhook = new Map<string, AnnouncedAttempt[]>();
  private unannounced: BackendEvent[] = [];

  announce(attempt: AnnouncedAttempt): void {
    this.attempts.push(attempt);
    this.byWebhook.set(attempt.messageId, [...this.attemptsAt(attempt.messageId), attempt]);
    this.link(attempt);
  }

  happened(event: BackendEvent): void {
    this.backend.push(event);
    if (event.attempt === undefined) this.unannounced.push(event);
    if (event.kind === 'success') this.delivered.add(event.messageId);
  }

  /** Oldest first. */
  attemptsAt(messageId: string): readonly AnnouncedAttempt[] {
    return this.byWebhook.get(messageId) ?? [];
  }

  /** A forwarder that has waited for the log for long enough sends its request before the log has heard of it. */
  private link({ messageId, sortKey, startedAt }: AnnouncedAttempt): void {
    for (const event of this.unannounced) if (event.messageId === messageId && event.at >= startedAt) event.attempt = sortKey;
    this.unannounced = this.unannounced.filter(({ attempt }) => attempt === undefined);
  }
}
