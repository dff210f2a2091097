import type { IntegrationAnswer } from './integration-answer';
import type { IntegrationRequest } from './integration-request';

export interface SentMessage {
  readonly messageId: string;
  readonly sequenceNumber?: string;
  readonly group: string;
}

/** The message that SQS took, whether it was sent by the JSON or by the query protocol; undefined where it took none. */
export function sentMessage(request: IntegrationRequest, answer: IntegrationAnswer): SentMessage | undefined {
  const messageId = answer.status < 300 ? field(answer.body, 'MessageId') : undefined;
  return messageId === undefined ? undefined : { messageId, sequenceNumber: field(answer.body, 'SequenceNumber'), group: groupOf(request) };
}

/** What SQS calls the error. */
export function errorCode({ body }: IntegrationAnswer): string {
  return field(body, '__type') ?? field(body, 'Code') ?? 'without an error code';
}

function groupOf({ body }: IntegrationRequest): string {
  return field(body, 'MessageGroupId') ?? new URLSearchParams(body.toString('utf8')).get('MessageGroupId') ?? '';
}

/** A text in JSON or XML. */
function field(body: Buffer, name: string): string | undefined {
  const match = new RegExp(`"${name}"\\s*:\\s*"([^"]*)"|<${name}>([^<]*)<`).exec(body.toString('utf8'));
  return match?.[1] ?? match?.[2];
}
