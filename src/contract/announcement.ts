import type { BodyEncoding, ValuesByName } from './webhook-message';

/** Who is told what became of webhooks. */
export interface DestinationsConfiguration {
  /** ARN of an SQS queue, SNS topic, event bus of EventBridge or Lambda function. */
  readonly onSuccess?: string;
  readonly onFailure?: string;
  /** Whether the queue keeps a webhook until its destination has taken the announcement. */
  readonly atLeastOnce: boolean;
  readonly includeBody: boolean;
}

/** What a webhook came to: the first goes to `onSuccess`, the others to `onFailure`. */
export type AnnouncedState = 'DELIVERED' | 'DEAD_LETTERED' | 'PARKED' | 'DISCARDED' | 'QUARANTINED';

export const ANNOUNCEMENT_VERSION = 1;

/** The JSON that a destination is given, version 1. */
export interface Announcement {
  readonly version: typeof ANNOUNCEMENT_VERSION;
  /** The same where it is announced again. */
  readonly id: string;
  readonly state: AnnouncedState;
  readonly buffer: string;
  /** ISO 8601. */
  readonly announcedAt: string;
  readonly messageId: string;
  readonly group: string;
  /** Why it was given up. */
  readonly reason?: string;
  /** Attempts at the target so far. */
  readonly attempts?: number;
  /** HTTP status or error code of the last attempt. */
  readonly lastStatus?: string;
  /** Absent for a message that is no webhook of the buffer. */
  readonly webhook?: AnnouncedWebhook;
}

export interface AnnouncedWebhook {
  readonly route: string;
  /** ISO 8601: when the door received it. */
  readonly receivedAt: string;
  readonly method: string;
  /** With the query, secrets removed. */
  readonly path: string;
  /** By lower-case name, secrets removed. */
  readonly headers: ValuesByName;
  readonly flags: readonly string[];
  readonly bodyBytes: number;
  readonly bodySha256: string;
  /** Absent unless it was asked for and there is room for it. */
  readonly body?: string;
  readonly bodyEncoding?: BodyEncoding;
}

/** What events on an event bus go by. */
export const ANNOUNCEMENT_EVENT = { SOURCE: 'webhook-buffer', DELIVERED: 'Webhook Delivered', GIVEN_UP: 'Webhook Given Up' } as const;
