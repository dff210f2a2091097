import { createHmac, randomBytes } from 'node:crypto';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { System, headerValues } from './support/system';
import { MessageGrouping, WebhookSecret, WebhookSource } from '../../src';
import type { SourceDefinition } from '../../src/sources/source-definition';

jest.setTimeout(60_000);

const GITHUB_SECRET = 'github-secret-of-this-test';
const PARAMETER_SECRET = 'parameter-secret-of-this-test';
const MEGABYTE = 1_048_576;

const hmac = (secret: string, body: string | Buffer) => createHmac('sha256', secret).update(body).digest();
const signed = (body: string | Buffer, secret = GITHUB_SECRET) => ({ 'X-Hub-Signature-256': `sha256=${hmac(secret, body).toString('hex')}` });

/** A sender that checks the address as X does: by a GET whose answer takes the secret. */
class ChallengingSource extends WebhookSource {
  public readonly _definition: SourceDefinition;

  constructor(secret: WebhookSecret) {
    super();
    this._definition = {
      name: 'challenging',
      secrets: [secret],
      handshakes: [],
      challenges: [{
        when: { method: 'GET', has: { from: 'query', name: 'crc_token' } },
        signed: false,
        answer: {
          status: 200,
          contentType: 'application/json',
          fields: { response_token: { kind: 'hmac', of: { from: 'query', name: 'crc_token' }, encoding: 'base64', prefix: 'sha256=' } },
        },
      }],
    };
  }
}

let system: System;

beforeAll(async () => {
  system = await System.start({}, {
    routes: stack => ({
      '/github': {
        source: WebhookSource.github({ secret: WebhookSecret.fromSecretsManager(new Secret(stack, 'GitHub')) }),
        grouping: MessageGrouping.header('X-Group'),
        functionDoor: true,
      },
      '/x': {
        source: new ChallengingSource(WebhookSecret.fromParameterStore(
          StringParameter.fromSecureStringParameterAttributes(stack, 'X', { parameterName: '/hooks/x' }),
        )),
      },
      '/any': { functionDoor: true },
    }),
    secrets: { 'Shop/GitHub': GITHUB_SECRET, '/hooks/x': PARAMETER_SECRET },
  });
});
afterAll(() => system.stop());
afterEach(() => {
  expect(system.problems).toEqual([]);
});

describe('a webhook by the function door', () => {
  test('P1, P2: is accepted where its signature is right, and arrives as it was sent', async () => {
    const body = '{"action":"opened",  "ü": "\\u0000"}';
    const messageId = await system.accept('/github/below/a%2Fb?x=1&x=2&y=%C3%BC', { body, headers: { ...signed(body), 'X-Group': 'acme', 'X-GitHub-Delivery': 'd1' } });
    await system.drained();
    const [request] = system.requests('/github/below/a%2Fb');
    expect(request.body.toString()).toBe(body);
    expect(request.url).toBe('/hooks/github/below/a%2Fb?x=1&x=2&y=%C3%BC');
    expect(headerValues(request, 'webhook-buffer-id')).toEqual([messageId]);
    expect(system.accepted.find(event => event.messageId === messageId)).toMatchObject({ group: 'acme', method: 'POST', sequenceNumber: expect.stringMatching(/^\d+$/) });
  });

  test('P7: is refused where its signature is wrong, and nothing is queued', async () => {
    const before = system.accepted.length;
    const { status, body } = await system.post('/github', { body: '{"forged":true}', headers: signed('{}') });
    expect([status, JSON.parse(body)]).toMatchObject([401, { error: 'signature_invalid' }]);
    await system.drained();
    expect(system.accepted).toHaveLength(before);
    expect(system.requests('/github').filter(request => request.body.includes('forged'))).toEqual([]);
  });

  test('keeps headers that come twice', async () => {
    await system.accept('/any/twice', { headers: { 'X-Twice': 'one', 'x-twice': 'two' } });
    await system.drained();
    expect(headerValues(system.requests('/any/twice')[0], 'x-twice')).toEqual(['one', 'two']);
  });

  test('may have a Content-Type of its own', async () => {
    await system.accept('/any/csv', { type: 'text/csv', body: 'a,b\n1,2\n' });
    await system.drained();
    expect(system.requests('/any/csv')[0].body.toString()).toBe('a,b\n1,2\n');
  });
});

describe('a body that does not fit into a message', () => {
  const objects = () => system.environment.objects.keys(system.buffer.bodyBucketName ?? '');

  test.each([
    ['text', 'application/json', Buffer.from(JSON.stringify({ text: 'ü'.repeat(1.5 * MEGABYTE) }))],
    ['bytes', 'application/octet-stream', randomBytes(3 * MEGABYTE)],
  ])('P2: is delivered byte for byte, and not kept: %s', async (kind, type, body) => {
    const messageId = await system.accept(`/any/large/${kind}`, { type, body });
    await system.drained();
    expect(system.requests(`/any/large/${kind}`).map(request => request.body.equals(body))).toEqual([true]);
    expect(await system.attempts(messageId)).toMatchObject([{ status: 'DELIVERED', bodyBytes: body.length }]);
    expect(objects()).toEqual([]);
  });

  test('P1: is refused where a function cannot take it', async () => {
    const { status, body } = await system.post('/any/huge', { type: 'text/plain', body: 'x'.repeat(7 * MEGABYTE) });
    expect([status, JSON.parse(body)]).toMatchObject([413, { error: 'payload_too_large' }]);
  });
});

describe('a request that carries no webhook', () => {
  test('is answered by code where it is a challenge', async () => {
    const { status, body } = await system.post('/x?crc_token=abc', { method: 'GET', type: '', body: '' });
    expect([status, JSON.parse(body)]).toEqual([200, { response_token: `sha256=${hmac(PARAMETER_SECRET, 'abc').toString('base64')}` }]);
  });

  test('is refused where it is none', async () => {
    expect((await system.post('/x', { method: 'GET', type: '', body: '' })).status).toBe(405);
    expect((await system.post('/github', { method: 'GET', type: '', body: '' })).status).toBe(405);
  });
});

test('P1: while secrets cannot be read, senders are told to come again', async () => {
  const down = await System.start({ functionDoor: true }, {
    routes: stack => ({
      '/github': { source: WebhookSource.github({ secret: WebhookSecret.fromSecretsManager(new Secret(stack, 'GitHub')) }), functionDoor: true },
    }),
  });
  try {
    await down.environment.secrets.stop();
    const { status, headers, body } = await down.post('/github', { body: '{}', headers: signed('{}') });
    expect([status, JSON.parse(body).error, headers.get('retry-after')]).toEqual([503, 'unavailable', '5']);
    expect(down.accepted).toEqual([]);
  } finally {
    await down.environment.secrets.stop().catch(() => {});
    await down.stop().catch(() => {});
  }
});
