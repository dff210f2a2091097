import type { SQSRecord } from 'aws-lambda';
import { openEnvelope, type ClaimedBody, type Webhook } from '../../../lambda/forwarder/envelope';
import type { EnvelopeAttribute, EnvelopeBody } from '../../../src/contract/envelope';

export const base64 = (value: string | Buffer): string => Buffer.from(value).toString('base64');

/** What a test says about a message; the rest is usual. */
export interface RecordOptions {
  readonly messageId?: string;
  readonly group?: string;
  readonly receiveCount?: number;
  readonly deduplicationId?: string;
  readonly method?: string;
  readonly route?: string;
  readonly path?: string;
  readonly stage?: string;
  readonly host?: string;
  readonly query?: ReadonlyArray<readonly [string, string]>;
  readonly headers?: ReadonlyArray<readonly [string, string]>;
  readonly body?: string | Buffer;
  /** Stored beside the queue; it takes the place of the body. */
  readonly claim?: ClaimedBody;
  readonly receivedAt?: number;
  readonly flags?: readonly string[];
  /** Whether the door has checked the signature. */
  readonly verified?: boolean;
}

export const RECEIVED_AT = Date.parse('2026-03-01T10:00:00.000Z');
export const EXECUTE_API_HOST = 'abc123.execute-api.eu-west-1.amazonaws.com';

let serial = 0;

/** A message as the door puts it on the queue and as Lambda hands it over. */
export function record(options: RecordOptions = {}): SQSRecord {
  const messageId = options.messageId ?? `message-${++serial}`;
  return {
    messageId,
    receiptHandle: `receipt-of-${messageId}`,
    body: JSON.stringify(envelopeBody(options)),
    attributes: {
      ApproximateReceiveCount: String(options.receiveCount ?? 1),
      MessageGroupId: options.group ?? 'group-1',
      MessageDeduplicationId: options.deduplicationId,
      SentTimestamp: String(RECEIVED_AT),
      SenderId: 'AROAEXAMPLE',
      ApproximateFirstReceiveTimestamp: String(RECEIVED_AT),
    },
    messageAttributes: { wb: { dataType: 'String', stringValue: JSON.stringify(envelopeAttribute(options)) } },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:orders.fifo',
    awsRegion: 'eu-west-1',
  };
}

/** The webhook in a message that holds its body. */
export function webhookOf(options: RecordOptions = {}): Webhook {
  const { body, ...webhook } = openEnvelope(record(options));
  if (!Buffer.isBuffer(body)) throw new Error('the body is not in the message');
  return { ...webhook, body };
}

export function envelopeBody(options: RecordOptions = {}): EnvelopeBody {
  const { route = '/github', body = '{"action":"opened"}', claim } = options;
  return { v: 1, route, ...(claim ? { claim: { bytes: claim.bytes, sha256: claim.sha256 } } : { body: base64(body) }) };
}

export function envelopeAttribute(options: RecordOptions = {}): EnvelopeAttribute {
  const stage = options.stage ?? 'prod';
  return {
    method: options.method ?? 'POST',
    path: base64(options.path ?? `/${stage}${options.route ?? '/github'}`),
    stage,
    host: base64(options.host ?? EXECUTE_API_HOST),
    query: encodedPairs(options.query ?? []),
    headers: encodedPairs(options.headers ?? [['Content-Type', 'application/json']]),
    sourceAddress: base64('192.0.2.7'),
    requestId: 'request-1',
    receivedAt: options.receivedAt ?? RECEIVED_AT,
    flags: (options.flags ?? []) as EnvelopeAttribute['flags'],
    claimKey: options.claim?.key,
    verified: options.verified,
  };
}

function encodedPairs(pairs: ReadonlyArray<readonly [string, string]>): ReadonlyArray<readonly [string, string]> {
  return pairs.map(([name, value]) => [base64(name), base64(value)] as const);
}
