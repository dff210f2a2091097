import { QueueError, QueueErrorName } from '../engine/errors';

/** How SQS spells an error on the wire. */
export interface WireError {
  readonly status: number;
  /** `__type` in the JSON protocol. */
  readonly type: string;
  /** The code in the query protocol; SDKs of the JSON protocol find it in a header. */
  readonly code: string;
  readonly message: string;
  /** Whose fault it is. */
  readonly fault: 'Sender' | 'Receiver';
}

type Spelling = Pick<WireError, 'status' | 'type' | 'code'>;

const modelled = (name: QueueErrorName, code: string = name, status = 400): Spelling => ({ type: `com.amazonaws.sqs#${name}`, code, status });
const legacy = (name: QueueErrorName, code: string = name, status = 400): Spelling => modelled(name, `AWS.SimpleQueueService.${code}`, status);
const generic = (name: string, code: string): Spelling => ({ type: `com.amazon.coral.service#${name}`, code, status: 400 });

const SPELLINGS: Readonly<Record<QueueErrorName, Spelling>> = {
  BatchEntryIdsNotDistinct: legacy('BatchEntryIdsNotDistinct'),
  BatchRequestTooLong: legacy('BatchRequestTooLong'),
  EmptyBatchRequest: legacy('EmptyBatchRequest'),
  InvalidAction: generic('UnknownOperationException', 'InvalidAction'),
  InvalidAttributeName: modelled('InvalidAttributeName'),
  InvalidAttributeValue: modelled('InvalidAttributeValue'),
  InvalidBatchEntryId: legacy('InvalidBatchEntryId'),
  InvalidMessageContents: modelled('InvalidMessageContents'),
  InvalidParameterValue: generic('InvalidParameterValueException', 'InvalidParameterValue'),
  MalformedInput: generic('SerializationException', 'MalformedInput'),
  MissingParameter: generic('MissingRequiredParameterException', 'MissingParameter'),
  OverLimit: modelled('OverLimit', 'OverLimit', 403),
  PurgeQueueInProgress: legacy('PurgeQueueInProgress', 'PurgeQueueInProgress', 403),
  QueueDeletedRecently: legacy('QueueDeletedRecently'),
  QueueDoesNotExist: legacy('QueueDoesNotExist', 'NonExistentQueue'),
  QueueNameExists: modelled('QueueNameExists', 'QueueAlreadyExists'),
  ReceiptHandleIsInvalid: modelled('ReceiptHandleIsInvalid', 'ReceiptHandleIsInvalid', 404),
  ResourceNotFoundException: modelled('ResourceNotFoundException', 'ResourceNotFoundException', 404),
  TooManyEntriesInBatchRequest: legacy('TooManyEntriesInBatchRequest'),
};

export const wireError = (error: unknown): WireError => error instanceof QueueError
  ? { ...SPELLINGS[error.name], message: error.message, fault: 'Sender' }
  : { status: 500, type: 'com.amazon.coral.service#InternalFailure', code: 'InternalError', message: String(error), fault: 'Receiver' };
