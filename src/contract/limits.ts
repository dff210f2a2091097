/** Limits of AWS that both the construct and what runs beside it keep to. */

/** SQS: largest message, attributes included, in bytes. */
export const MAX_MESSAGE_BYTES = 1_048_576;

/** API Gateway: largest payload, in bytes. */
export const MAX_PAYLOAD_BYTES = 10_485_760;

/** SQS: longest message group id and message deduplication id, in characters. */
export const MAX_ID_LENGTH = 128;

/** SQS: longest time, from its receipt, for which a message can be hidden. */
export const MAX_VISIBILITY_SECONDS = 43_200;

/** SQS: most messages in one receive, and so in one batch of a FIFO queue's event source mapping. */
export const MAX_BATCH_SIZE = 10;

/**
 * SQS: receives after which a queue's redrive policy moves a message, 1,000 at most. Webhooks that wait behind a failing one are received
 * again and again, so that it is only the backstop for messages that crash the forwarder each time.
 */
export const MAX_RECEIVE_COUNT = 1_000;

/** SQS: longest time for which a queue keeps a message; all queues of a buffer do. */
export const MESSAGE_RETENTION_SECONDS = 14 * 86_400;

/** Milliseconds that the forwarder keeps back at the end of an invocation to record and to answer. */
export const INVOCATION_RESERVE_MILLIS = 2_000;

/** Lambda: largest payload of an invocation that is waited for, in bytes. */
export const MAX_LAMBDA_PAYLOAD_BYTES = 6_291_556;

/** Lambda: largest payload of an invocation that is not waited for, in bytes. */
export const MAX_ASYNCHRONOUS_LAMBDA_PAYLOAD_BYTES = 1_048_576;

/** EventBridge: largest entry of PutEvents, in bytes. */
export const MAX_EVENT_BYTES = 1_048_576;

/** Step Functions: largest input of an execution, in bytes. */
export const MAX_EXECUTION_INPUT_BYTES = 262_144;

/** SNS: largest message unless the topic's MaximumMessageSize says otherwise, in bytes; and the largest that it can say. */
export const DEFAULT_MAX_NOTIFICATION_BYTES = 262_144;
export const MAX_NOTIFICATION_BYTES = 1_048_576;
