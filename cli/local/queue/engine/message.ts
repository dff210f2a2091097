/** A user-defined attribute, its members named as in the SQS API. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: Buffer;
}

export interface MessageAttributes {
  readonly [name: string]: MessageAttribute;
}

/** What a sender hands over. */
export interface MessageContent {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly systemAttributes: MessageAttributes;
  readonly groupId?: string;
  readonly deduplicationId?: string;
}

export interface NewMessage extends MessageContent {
  readonly delaySeconds?: number;
}

export interface SentMessage {
  readonly id: string;
  /** On a FIFO queue. */
  readonly sequenceNumber?: string;
}

export type MessageState = 'delayed' | 'visible' | 'inFlight';

/** A message on a queue. */
export interface Message extends MessageContent, SentMessage {
  /** Messages with the same key are received in order: the group id on a FIFO queue, each message's own id on a standard one. */
  readonly orderingKey: string;
  /** Milliseconds since 1970, from which the retention period counts. */
  sentAt: number;
  state: MessageState;
  receiveCount: number;
  firstReceivedAt?: number;
  lastReceivedAt?: number;
  /** The handle of the latest receive; all earlier ones are stale. */
  receiptHandle?: string;
  /** The queue from which the message was dead-lettered. */
  deadLetterSourceArn?: string;
}

/** What a message brings along, besides its content, when another queue takes it over; the rest starts anew. */
export type MessageHistory = Partial<Pick<Message, 'id' | 'deduplicationId' | 'sentAt' | 'receiveCount' | 'firstReceivedAt' | 'deadLetterSourceArn'>>;

/** A message as it was when a consumer received it. */
export type ReceivedMessage = Readonly<Message> & { readonly receiptHandle: string };
