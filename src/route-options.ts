import type { Duration } from 'aws-cdk-lib';
import type { Acknowledgement } from './policies/acknowledgement';
import type { ExhaustedAction } from './policies/exhausted-action';
import type { MessageDeduplication } from './policies/message-deduplication';
import type { MessageGrouping } from './policies/message-grouping';
import type { RetryPolicy } from './policies/retry-policy';
import type { WebhookMethod } from './policies/webhook-method';
import type { WebhookSource } from './sources/webhook-source';

/** What can differ from route to route. */
export interface RouteOptions {
  /**
   * Who sends: signatures, handshakes, and what its events are grouped and deduplicated by. Signatures are checked where the source has a
   * secret: by the function door before it answers, otherwise by the forwarder before the first attempt. What is forged goes into the
   * quarantine, and never to the target.
   *
   * @default - for the buffer, any sender, of which nothing is checked; for a route, as the buffer
   */
  readonly source?: WebhookSource;

  /**
   * Methods by which webhooks come.
   *
   * @default - for the buffer, POST, PUT, PATCH and DELETE; for a route, as the buffer
   */
  readonly methods?: WebhookMethod[];

  /**
   * Types of content that the door takes, of those that it can take; others are answered 415. Each has a mapping template of its own, of
   * which a stack's template has room for about 250: a buffer with many routes names the types that its senders use. The function door takes
   * any type.
   *
   * @default - for the buffer, JSON (`application/json`, `application/cloudevents+json`, `application/vnd.api+json`), `text/plain`,
   * `application/x-www-form-urlencoded`, `application/xml`, `text/xml`, `application/octet-stream` and `multipart/form-data`; for a route, as
   * the buffer
   */
  readonly contentTypes?: string[];

  /**
   * By what webhooks are grouped; within a group they are delivered in order.
   *
   * @default - as the source says; without a word from it, for the buffer, each webhook has a group of its own; for a route, as the buffer
   */
  readonly grouping?: MessageGrouping;

  /**
   * By what two webhooks that arrive within five minutes count as the same one. Only with a FIFO queue.
   *
   * @default - as the source says; without a word from it, for the buffer, no two webhooks are the same; for a route, as the buffer
   */
  readonly deduplication?: MessageDeduplication;

  /**
   * For how long a webhook that comes again, by the same id of `deduplication`, is not delivered again once it was delivered: 0, or more
   * than the five minutes for which SQS sees to it, up to `attemptRetention`. It costs one write to the attempt log more for each webhook.
   * Only with a FIFO queue.
   *
   * @default - for the buffer, the five minutes of SQS; for a route, as the buffer
   */
  readonly idempotencyWindow?: Duration;

  /**
   * How the door answers a webhook that SQS holds.
   *
   * @default - as the source says; without a word from it, for the buffer, 200 with the message id; for a route, as the buffer
   */
  readonly acknowledgement?: Acknowledgement;

  /**
   * Whether webhooks come in by a function rather than straight into the queue. It checks signatures before it answers, answers
   * challenges that take code, keeps repeated headers and the query as they came, takes any Content-Type, and takes bodies up to the limits of
   * API Gateway and Lambda: 6 MB of text, 4.5 MB of a binary type. Beside the direct door it costs about 0.35 USD more per million
   * webhooks, some milliseconds, and a cold start now and then.
   *
   * @default - whether the source has challenges that take code; without a source, for the buffer, false; for a route, as the buffer
   */
  readonly functionDoor?: boolean;

  /**
   * When a failed delivery is tried again, and when it is given up.
   *
   * @default - for the buffer, waits of 5 seconds that double up to one hour, for 3 days; for a route, as the buffer
   */
  readonly retryPolicy?: RetryPolicy;

  /**
   * What is done with a webhook that is given up: its retry policy allows no further attempt, or the target refused it in a way that no retry
   * mends.
   *
   * @default - for the buffer, ExhaustedAction.PARK with a FIFO queue and ExhaustedAction.DEAD_LETTER with a standard one; for a route, as the buffer
   */
  readonly onExhausted?: ExhaustedAction;
}
