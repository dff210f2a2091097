import type { IntegrationAnswer } from './integration-answer';
import type { IntegrationRequest } from './integration-request';

export interface SentMessage {
  readonly messageId: string;
  readonly sequenceNumber?: string;
  readonly group: string;
}

/** The message that SQS took, whether it was sent by the JSON or by the query protocol; undefined where it took none. */
export function sentMessage(request: IntegrationRequest, answer: IntegrationAnswer): SentMessage | undefined {
  const messageId = answer.status < 300 ? field(answer, 'MessageId') : undefined;
  return messageId === undefined ? undefined : { messageId, sequenceNumber: field(answer, 'SequenceNumber'), group: groupOf(request) };
}

/** What SQS calls the error. */
export function errorCode(answer: IntegrationAnswer): string {
  return field(answer, '__type') ?? field(answer, 'Code') ?? 'without an error code';
}

/** A value in JSON or XML. */
function field({ body }: IntegrationAnswer, name: string): string | undefined {
  const match = new RegExp(`"${name}"\\s*:\\s*"([^"]*)"|<${name}>([^<]*)<`).exec(body.toString('utf8'));
  return match?.[1] ?? match?.[2];
}

function groupOf({ headers, body }: IntegrationRequest): string {
  const text = body.toString('utf8');
  if (headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) return new URLSearchParams(text).get('MessageGroupId') ?? '';
  const group = (JSON.parse(text) as { readonly MessageGroupId?: unknown }).MessageGroupId;
  return typeof group === 'string' ? group : '';
}
