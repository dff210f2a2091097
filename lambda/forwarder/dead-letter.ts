import type { Delivery } from './invocation';
import type { DeadLetterMessage } from './ports';
import { DEAD_LETTER_ATTRIBUTES } from '../../src/contract/dead-letter';
import { ENVELOPE_ATTRIBUTE } from '../../src/contract/envelope';
import { MAX_MESSAGE_BYTES } from '../../src/contract/limits';

/** What SQS counts for an attribute of type String beside its name and value. */
const TYPE_BYTES = 'String'.length;

/** Why a webhook is where it is. */
export interface Explanation {
  readonly reason: string;
  readonly attempts: number;
  /** HTTP status or error code of the last attempt. */
  readonly lastStatus?: string;
  /** What is wrong with the signature. */
  readonly verification?: string;
}

/** The message that the dead-letter queue, or the quarantine, gets for a record. */
export function deadLetterMessage(delivery: Delivery, explanation: Explanation, fifo: boolean): DeadLetterMessage {
  const { record, messageId } = delivery;
  return {
    body: record.body,
    attributes: explainedAttributes(delivery, explanation),
    ...(fifo && { group: record.attributes.MessageGroupId, deduplicationId: messageId }),
  };
}

/** The record's envelope and an explanation. A webhook that fills a message to the brim goes without explanation rather than not at all. */
export function explainedAttributes({ record, messageId }: Delivery, explanation: Explanation): Readonly<Record<string, string>> {
  const envelope = record.messageAttributes[ENVELOPE_ATTRIBUTE]?.stringValue;
  const original: Record<string, string> = envelope === undefined ? {} : { [ENVELOPE_ATTRIBUTE]: envelope };
  const explained = { ...original, ...explanatory(messageId, explanation) };
  return messageBytes(record.body, explained) > MAX_MESSAGE_BYTES ? original : explained;
}

function explanatory(messageId: string, { reason, attempts, lastStatus, verification }: Explanation): Record<string, string> {
  return {
    [DEAD_LETTER_ATTRIBUTES.REASON]: reason,
    [DEAD_LETTER_ATTRIBUTES.ATTEMPTS]: String(attempts),
    [DEAD_LETTER_ATTRIBUTES.MESSAGE_ID]: messageId,
    ...(lastStatus !== undefined && { [DEAD_LETTER_ATTRIBUTES.LAST_STATUS]: lastStatus }),
    ...(verification !== undefined && { [DEAD_LETTER_ATTRIBUTES.VERIFICATION]: verification }),
  };
}

function messageBytes(body: string, attributes: Readonly<Record<string, string>>): number {
  const sizes = Object.entries(attributes).map(([name, value]) => name.length + TYPE_BYTES + Buffer.byteLength(value));
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(body));
}
