import { ENVELOPE_ATTRIBUTE, type EnvelopeAttribute, type EnvelopeBody } from '../../../../src/contract/envelope';

export interface DecodedMessage {
  /** Names of the members of the SendMessage request. */
  readonly members: readonly string[];
  readonly queueUrl: unknown;
  readonly group?: unknown;
  readonly deduplication?: unknown;
  readonly route: string;
  readonly body: Buffer;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly sourceAddress: string;
  readonly query: ReadonlyArray<readonly [name: string, value: string]>;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly flags: readonly string[];
}

interface SendMessageRequest {
  readonly QueueUrl: unknown;
  readonly MessageBody: string;
  readonly MessageGroupId?: unknown;
  readonly MessageDeduplicationId?: unknown;
  readonly MessageAttributes: { readonly [name: string]: { readonly DataType: string; readonly StringValue: string } };
}

/** Reads a rendered SendMessage request as whoever receives the message would. */
export function decodeMessage(rendered: string): DecodedMessage {
  const request = JSON.parse(rendered) as SendMessageRequest;
  expect(Object.keys(request.MessageAttributes)).toEqual([ENVELOPE_ATTRIBUTE]);
  const body = JSON.parse(request.MessageBody) as EnvelopeBody;
  expect(Object.keys(body)).toEqual(['v', 'route', 'body']);
  const attribute = JSON.parse(request.MessageAttributes[ENVELOPE_ATTRIBUTE]?.StringValue ?? '') as EnvelopeAttribute;
  expect(Object.keys(attribute)).toEqual(['method', 'path', 'stage', 'host', 'query', 'headers', 'sourceAddress', 'requestId', 'receivedAt', 'flags']);
  return {
    members: Object.keys(request),
    queueUrl: request.QueueUrl,
    group: request.MessageGroupId,
    deduplication: request.MessageDeduplicationId,
    route: body.route,
    body: Buffer.from(body.body ?? '', 'base64'),
    method: attribute.method,
    path: text(attribute.path),
    host: text(attribute.host),
    sourceAddress: text(attribute.sourceAddress),
    query: attribute.query.map(([name, value]) => [text(name), text(value)]),
    headers: attribute.headers.map(([name, value]) => [text(name), text(value)]),
    flags: attribute.flags,
  };
}

function text(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
