/** All that goes wrong in a campaign, by where it does, in the words of the report. */
export const FAULTS = {
  'backend.refused': 'backend refuses connections',
  'backend.resetUnread': 'backend resets before it has read the request',
  'backend.resetUnanswered': 'backend resets instead of an answer',
  'backend.resetInBody': 'backend resets within the body of a 200',
  'backend.closed': 'backend closes without an answer',
  'backend.hang': 'backend does not answer',
  'backend.dripHead': 'backend drips the head of its answer',
  'backend.dripBody': 'backend drips the body of a 200',
  'backend.redirect': 'backend answers 3xx',
  'backend.refusal': 'backend answers 400, 410 or 422',
  'backend.credentials': 'backend answers 401, 403 or 404',
  'backend.conflict': 'backend answers 408, 409 or 425',
  'backend.tooMany': 'backend answers 429 with Retry-After',
  'backend.error': 'backend answers 5xx',
  'backend.unavailable': 'backend answers 503 with Retry-After',
  'backend.lengthTooLong': 'backend promises more body than it sends',
  'backend.lengthTooShort': 'backend sends more body than it promised',
  'backend.statusLineOnly': 'backend closes after the status line',
  'table.throttled': 'DynamoDB throttles',
  'table.failed': 'DynamoDB answers 500',
  'table.reset': 'DynamoDB call breaks off, undone',
  'table.unanswered': 'DynamoDB call breaks off, done',
  'table.hang': 'DynamoDB does not answer',
  'table.late': 'DynamoDB answers late',
  'table.partial': 'DynamoDB leaves items unprocessed',
  'queue.throttled': 'SQS throttles',
  'queue.failed': 'SQS answers 500',
  'queue.reset': 'SQS call breaks off, undone',
  'queue.unanswered': 'SQS call breaks off, done',
  'queue.hang': 'SQS does not answer',
  'queue.partial': 'SQS fails some entries of a batch',
  'kill.moment': 'forwarder killed at some moment',
  'kill.request': 'forwarder killed while the backend works',
  'kill.table': 'forwarder killed at a call of DynamoDB',
  'kill.queue': 'forwarder killed at a call of SQS',
  'kill.answer': 'forwarder killed before the invocation answers',
  'visibility.ranOut': 'visibility timeout runs out while the invocation goes on',
} as const;
export type Fault = keyof typeof FAULTS;

type In<Place extends string> = Extract<Fault, `${Place}.${string}`>;
export type BackendFault = In<'backend'>;
export type TableFault = In<'table'>;
export type QueueFault = In<'queue'>;
export type KillPoint = In<'kill'>;
