import { randomUUID } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import { ENVELOPE_ATTRIBUTE, ENVELOPE_VERSION, type EnvelopeAttribute, type EnvelopeBody } from '../../src/contract/envelope';
import { MAX_BATCH_SIZE } from '../../src/contract/limits';

const BODY_BYTES = 1024;

export const BODY = bodyOf('octo-org/octo-repo');

/** As GitHub sends them. */
export const HEADERS: ReadonlyArray<readonly [name: string, value: string]> = [
  ['Accept', '*/*'],
  ['Content-Type', 'application/json'],
  ['User-Agent', 'GitHub-Hookshot/044aadd'],
  ['X-GitHub-Delivery', '72d3162e-cc78-11e3-81ab-4c9367dc0958'],
  ['X-GitHub-Event', 'issues'],
  ['X-GitHub-Hook-ID', '292430182'],
  ['X-GitHub-Hook-Installation-Target-ID', '79929171'],
  ['X-GitHub-Hook-Installation-Target-Type', 'repository'],
  ['X-Hub-Signature-256', 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'],
];

/** What API Gateway adds. */
const DOOR_HEADERS: typeof HEADERS = [
  ['Host', 'abcdefghij.execute-api.us-east-1.amazonaws.com'],
  ['X-Amzn-Trace-Id', 'Root=1-67891233-abcdef012345678912345678'],
  ['X-Forwarded-For', '192.30.252.10'],
  ['X-Forwarded-Port', '443'],
  ['X-Forwarded-Proto', 'https'],
];

/** 1 KB of JSON. */
export function bodyOf(repository: string): Buffer {
  const payload = { action: 'opened', number: 1347, repository: { full_name: repository }, description: '' };
  const description = 'x'.repeat(BODY_BYTES - JSON.stringify(payload).length);
  return Buffer.from(JSON.stringify({ ...payload, description }));
}

export interface Batch {
  readonly Records: SQSRecord[];
}

/** What Lambda hands over for ten webhooks that were received for the first time. */
export function batch(groups: number): Batch {
  return { Records: Array.from({ length: MAX_BATCH_SIZE }, (_, index) => record(`octo-org/repository-${index % groups}`)) };
}

function record(group: string): SQSRecord {
  const now = Date.now();
  const body: EnvelopeBody = { v: ENVELOPE_VERSION, route: '/github', body: BODY.toString('base64') };
  return {
    messageId: randomUUID(),
    receiptHandle: randomUUID(),
    body: JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(now),
      SenderId: 'AROAEXAMPLE:BackplaneAssumeRoleSession',
      ApproximateFirstReceiveTimestamp: String(now),
      MessageGroupId: group,
      MessageDeduplicationId: randomUUID(),
      SequenceNumber: '18893712345678901234',
    },
    messageAttributes: {
      [ENVELOPE_ATTRIBUTE]: { stringValue: JSON.stringify(attribute(now)), stringListValues: [], binaryListValues: [], dataType: 'String' },
    },
    md5OfBody: 'd41d8cd98f00b204e9800998ecf8427e',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:orders.fifo',
    awsRegion: 'us-east-1',
  };
}

function attribute(receivedAt: number): EnvelopeAttribute {
  return {
    method: 'POST',
    path: base64('/prod/github'),
    stage: 'prod',
    host: base64('abcdefghij.execute-api.us-east-1.amazonaws.com'),
    query: [],
    headers: [...HEADERS, ...DOOR_HEADERS].map(([name, value]) => [base64(name), base64(value)] as const),
    sourceAddress: base64('192.30.252.10'),
    requestId: 'Qx1ZrHWdoAMEJ5w=',
    receivedAt,
    flags: [],
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
