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
  readonly requestId: string;
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

const REQUEST_NAMES = ['QueueUrl', 'MessageBody', 'MessageGroupId', 'MessageDeduplicationId', 'MessageAttributes'];
const MAY_BE_MISSING = ['MessageGroupId', 'MessageDeduplicationId'];
const BODY_NAMES = ['v', 'route', 'body'];
const ATTRIBUTE_NAMES = ['method', 'path', 'stage', 'host', 'query', 'headers', 'sourceAddress', 'requestId', 'receivedAt', 'flags'];

/** Reads a rendered SendMessage request as whoever receives the message would, and refuses one with a name that the template did not write (P7). */
export function decodeMessage(rendered: string): DecodedMessage {
  const request = parseExactly<SendMessageRequest>(rendered, REQUEST_NAMES, MAY_BE_MISSING);
  const { [ENVELOPE_ATTRIBUTE]: envelope, ...others } = request.MessageAttributes;
  if (Object.keys(others).length > 0 || Object.keys(envelope).join() !== 'DataType,StringValue' || envelope.DataType !== 'String') throw new Error(`other attributes: ${rendered}`);
  const body = parseExactly<EnvelopeBody>(request.MessageBody, BODY_NAMES);
  // The one place where the template writes a blank.
  const attribute = parseExactly<EnvelopeAttribute>(envelope.StringValue.replaceAll(' [', '['), ATTRIBUTE_NAMES);
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
    requestId: attribute.requestId,
    query: attribute.query.map(([name, value]) => [text(name), text(value)]),
    headers: attribute.headers.map(([name, value]) => [text(name), text(value)]),
    flags: attribute.flags,
  };
}

/** A name that is there twice, which parsing hides, shows when the value is written again. */
function parseExactly<T>(json: string, names: readonly string[], optional: readonly string[] = []): T {
  const value = JSON.parse(json) as T & object;
  const expected = names.filter(name => Object.hasOwn(value, name) || !optional.includes(name));
  if (JSON.stringify(value) !== json || Object.keys(value).join() !== expected.join()) throw new Error(`other names than ${names.join()}: ${json}`);
  return value;
}

function text(base64: string): string {
  const decoded = Buffer.from(base64, 'base64');
  if (decoded.toString('base64') !== base64) throw new Error(`no base64: ${base64}`);
  return decoded.toString('utf8');
}
