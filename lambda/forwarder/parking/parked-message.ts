import type { SQSRecord } from 'aws-lambda';
import type { GroupState, ParkedMessage, ReceivedMessage } from './ports';
import { DEAD_LETTER_ATTRIBUTES } from '../../../src/contract/dead-letter';
import { explainedAttributes, type Explanation } from '../dead-letter';
import type { Delivery } from '../invocation';

/** What of a webhook's time in the parking queue counts for its delivery. */
export interface Parked {
  /** On the main queue. */
  readonly sequence: string;
  /** When its group was released, milliseconds since 1970: from there its age and its attempts count. */
  readonly releasedAt: number;
  /** Attempts that it had when it was parked first. */
  readonly attempts: number;
}

/** Decimal digits of 128 bits, so that numbers compare as text. */
const SEQUENCE_DIGITS = 40;

/** The place of a record among those of its group: SQS's sequence number. */
export function sequenceOf({ record, parked }: Delivery): string {
  return parked?.sequence ?? (record.attributes.SequenceNumber ?? '').padStart(SEQUENCE_DIGITS, '0');
}

/**
 * The message that the parking queue gets for a record. What it needs to come back as the same webhook is in its ids, which take no room in
 * the message: one that fills it to the brim can be parked as well.
 */
export function parkedMessage(delivery: Delivery, explanation: Explanation): ParkedMessage {
  const { record, messageId, group } = delivery;
  return { body: record.body, attributes: explainedAttributes(delivery, explanation), group, deduplicationId: `${messageId}:${sequenceOf(delivery)}` };
}

/** The webhook in a message of the parking queue, as it came from the main queue. */
export function parkedDelivery(message: ReceivedMessage, state: GroupState | undefined): Delivery & { readonly parked: Parked } {
  const { body, attributes, group, deduplicationId, receiveCount } = message;
  // What was put into the queue by other means is known by its id there.
  const [messageId, sequence] = deduplicationId.includes(':') ? deduplicationId.split(':') : [message.messageId, ''];
  const record = {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body,
    attributes: { MessageGroupId: group },
    messageAttributes: Object.fromEntries(Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }])),
  } as unknown as SQSRecord; // the rest of a record says nothing of a webhook
  return {
    record,
    messageId,
    group,
    // The main queue handed it over at least once.
    receiveCount: receiveCount + 1,
    parked: { sequence, releasedAt: state?.releasedAt ?? 0, attempts: Number(attributes[DEAD_LETTER_ATTRIBUTES.ATTEMPTS] ?? 0) },
  };
}
