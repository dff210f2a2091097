/** Names of errors as SDKs know them. */
export type QueueErrorName =
  | 'BatchEntryIdsNotDistinct'
  | 'BatchRequestTooLong'
  | 'EmptyBatchRequest'
  | 'InvalidAction'
  | 'InvalidAttributeName'
  | 'InvalidAttributeValue'
  | 'InvalidBatchEntryId'
  | 'InvalidMessageContents'
  | 'InvalidParameterValue'
  | 'MalformedInput'
  | 'MissingParameter'
  | 'OverLimit'
  | 'PurgeQueueInProgress'
  | 'QueueDeletedRecently'
  | 'QueueDoesNotExist'
  | 'QueueNameExists'
  | 'ReceiptHandleIsInvalid'
  | 'ResourceNotFoundException'
  | 'TooManyEntriesInBatchRequest';

/** A request that SQS would refuse. */
export class QueueError extends Error {
  constructor(override readonly name: QueueErrorName, message: string) {
    super(message);
  }
}

export const invalidParameter = (parameter: string, value: string | number, reason: string): QueueError =>
  new QueueError('InvalidParameterValue', `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const wrongQueueType = (parameter: string, value: string | number): QueueError =>
  invalidParameter(parameter, value, 'The request include parameter that is not valid for this queue type.');

export const missingParameter = (parameter: string): QueueError =>
  new QueueError('MissingParameter', `The request must contain the parameter ${parameter}.`);
