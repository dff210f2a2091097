import { createHash, createHmac } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import fc from 'fast-check';
import { Door, type EventOptions, proxyEvent, REQUEST_ID, ROUTE, SECRET } from './support/door';
import type { OutgoingMessage } from '../../../lambda/door/ports';
import { openEnvelope } from '../../../lambda/forwarder/envelope';
import type { EnvelopeAttribute, EnvelopeBody } from '../../../src/contract/envelope';
import type { SourceConfiguration } from '../../../src/contract/source';
import { BODY_HEX } from '../signatures/support/schemes';
import { EXECUTE_API_HOST, record, RECEIVED_AT } from '../support/records';

const SIGNED: SourceConfiguration = { name: 'github', signature: BODY_HEX, secrets: [{ from: 'secretsManager', id: 'github' }], challenges: [] };
const signature = (body: string, secret = SECRET) => ['X-Hub-Signature-256', `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`] as const;
const json = ({ body }: APIGatewayProxyResult) => JSON.parse(body) as Record<string, unknown>;
const errorOf = (answer: APIGatewayProxyResult) => [answer.statusCode, json(answer).error];
const opened = ({ body, attribute }: OutgoingMessage) =>
  openEnvelope({ ...record(), body, messageAttributes: { wb: { dataType: 'String', stringValue: attribute } } });
const attributeOf = ({ attribute }: OutgoingMessage) => JSON.parse(attribute) as EnvelopeAttribute;
const only = <T>([item, ...others]: readonly T[]): T => {
  if (item === undefined || others.length > 0) throw new Error(`expected one item and not ${others.length + (item === undefined ? 0 : 1)}`);
  return item;
};

const failure = (name: string, message: string, httpStatusCode?: number) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

describe('a webhook', () => {
  it('P1 is acknowledged with the message id that SQS gave', async () => {
    const answer = await new Door().answer({ body: '{}' });
    expect(answer).toEqual({ statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: '{"status":"accepted","messageId":"message-1"}' });
  });

  it('is acknowledged as the route says', async () => {
    expect(await Door.of({ acknowledgementStatus: 204, acknowledgementBody: false }).answer()).toMatchObject({ statusCode: 204, body: '' });
  });

  it('P2 is in the message as the sender sent it, what came more than once too', async () => {
    const door = new Door();
    const body = Buffer.from([0, 255, 0xc3, 0x28]);
    await door.answer({
      method: 'PUT',
      resource: '/github/{below+}',
      path: '/github/a%2Fb//c',
      headers: [['X-Twice', 'one'], ['X-Twice', 'two'], ['__proto__', 'three'], ['X-Empty', '']],
      query: [['a', '1'], ['a', '2'], ['ü', '€ &='], ['', '']],
      body,
    });
    expect(opened(only(door.messages))).toEqual({
      route: '/github',
      method: 'PUT',
      path: '/github/a%2Fb//c',
      doorPath: '/prod/github/a%2Fb//c',
      ownGroup: '~ZXh0ZW5kZWQ=',
      verified: false,
      query: [['a', '1'], ['a', '2'], ['ü', '€ &='], ['', '']],
      headers: [['X-Twice', 'one'], ['X-Twice', 'two'], ['__proto__', 'three'], ['X-Empty', '']],
      body,
      host: EXECUTE_API_HOST,
      sourceAddress: '192.0.2.7',
      receivedAt: RECEIVED_AT,
      flags: ['deduplicationMissing', 'groupMissing'],
    });
    expect(attributeOf(only(door.messages))).toMatchObject({ stage: 'prod', requestId: REQUEST_ID });
    expect(attributeOf(only(door.messages))).not.toHaveProperty('verified');
  });

  it.each<[string, EventOptions, string[]]>([
    ['is really empty', { body: null }, []],
    ['is an empty object', { body: '{}' }, []],
    ['lost bytes', { body: '{"order":{"id":1},"x":"\uFFFD"}' }, ['lossy']],
    ['was compressed', { body: '{"order":{"id":1}}', headers: [['content-encoding', 'GZIP']] }, ['decoded']],
    ['was not compressed', { body: '{"order":{"id":1}}', headers: [['content-encoding', 'Identity']] }, []],
    ['holds U+FFFD as bytes', { body: Buffer.from('\uFFFD') }, []],
  ])('P2 whose body %s', async (_, options, flags) => {
    const door = Door.of({ deduplication: { from: 'request' }, group: { from: 'constant', value: 'all' } });
    await door.answer(options);
    const webhook = opened(only(door.messages));
    expect([webhook.flags, webhook.body]).toEqual([flags, Buffer.from(options.body ?? '')]);
  });

  it('is grouped by the body only where its type may be JSON', async () => {
    const groupOf = async (...headers: Array<readonly [string, string]>) => {
      const door = new Door();
      await door.answer({ headers, body: '{"order":{"id":"a b"}}' });
      return only(door.messages).group;
    };
    for (const type of ['application/json; charset=utf-8', 'TEXT/PLAIN', 'application/cloudevents+json']) expect(await groupOf(['Content-Type', type])).toBe('a+b');
    expect(await groupOf()).toBe('a+b');
    expect(await groupOf(['Content-Type', 'application/x-www-form-urlencoded'])).toMatch(/^~/);
  });

  it('P7 of a hundred thousand headers is no stack overflow, but too large', async () => {
    const headers = Array.from({ length: 100_000 }, (_, serial) => [`x-${serial}`, 'y'] as const);
    expect(errorOf(await new Door().answer({ headers, body: '{}' }))).toEqual([413, 'payload_too_large']);
  });

  it('for the root, and below it', async () => {
    for (const resource of ['/', '/{below+}']) {
      const door = new Door({ '/': ROUTE });
      expect((await door.answer({ resource, path: '/anything', body: '{}' })).statusCode).toBe(200);
      expect(opened(only(door.messages))).toMatchObject({ route: '/', path: '/anything' });
    }
  });
});

describe('a request that is no webhook', () => {
  it.each(['/gitlab', '/__proto__', '/constructor', ''])('is not found: %s', async resource => {
    expect(errorOf(await new Door().answer({ resource, path: '/x' }))).toEqual([404, 'not_found']);
  });

  it('is told which methods are allowed', async () => {
    const answer = await Door.of({ methods: ['PUT', 'POST'] }).answer({ method: 'GET' });
    expect(answer).toMatchObject({ statusCode: 405, headers: { Allow: 'POST, PUT' } });
    expect(json(answer)).toEqual({ error: 'method_not_allowed', message: 'webhooks are taken by POST, PUT', requestId: REQUEST_ID });
  });

  it('is refused without the value that it has to be grouped by', async () => {
    const door = Door.of({ missingGroupId: 'reject' });
    expect(errorOf(await door.answer({ body: '{}' }))).toEqual([400, 'group_missing']);
    expect(door.messages).toEqual([]);
  });
});

describe('a signature', () => {
  it('is checked before the answer, and the message says so', async () => {
    const door = Door.of({ source: SIGNED });
    expect((await door.answer({ body: '{}', headers: [signature('{}')] })).statusCode).toBe(200);
    expect(attributeOf(only(door.messages)).verified).toBe(true);
  });

  it('P1 that is wrong is answered 401, and nothing is queued', async () => {
    const door = Door.of({ source: SIGNED });
    expect(errorOf(await door.answer({ body: '{}', headers: [signature('{}', 'another secret')] }))).toEqual([401, 'signature_invalid']);
    expect(door.messages).toEqual([]);
    expect(door.lines).toEqual([{ level: 'warn', message: 'refused', requestId: REQUEST_ID, route: '/github', status: 401, reason: 'signature_mismatch' }]);
  });

  it('P1 that cannot be checked has to come again', async () => {
    const door = Door.of({ source: SIGNED });
    door.secret = undefined;
    const answer = await door.answer({ body: '{}', headers: [signature('{}')] });
    expect(errorOf(answer)).toEqual([503, 'unavailable']);
    expect(answer.headers).toMatchObject({ 'Retry-After': '5' });
    expect(door.messages).toEqual([]);
  });
});

describe('SQS', () => {
  it.each<[string, Error, number, string, string | undefined]>([
    ['throttles', failure('RequestThrottled', 'too fast', 400), 503, 'overloaded', '5'],
    ['throttles in another word', failure('ThrottlingException', '', 400), 503, 'overloaded', '5'],
    ['finds the message too large', failure('InvalidParameterValueException', 'Message must be shorter than 1048576 bytes.', 400), 413, 'payload_too_large', undefined],
    ['finds characters that it does not take', failure('InvalidMessageContents', '', 400), 400, 'invalid_payload', undefined],
    ['misses the group', failure('MissingParameter', 'The request must contain the parameter MessageGroupId.', 400), 400, 'group_missing', undefined],
    ['denies access', failure('AccessDeniedException', 'not authorized', 403), 502, 'misconfigured', undefined],
    ['has no such queue', failure('QueueDoesNotExist', 'no such queue', 400), 502, 'misconfigured', undefined],
    ['fails', failure('InternalError', '', 500), 503, 'unavailable', '5'],
    ['does not answer', failure('TimeoutError', 'timed out'), 504, 'unavailable', '5'],
    ['is not there', new Error('ECONNREFUSED'), 504, 'unavailable', '5'],
  ])('%s', async (_, error, status, code, retryAfter) => {
    const door = new Door();
    door.send = () => Promise.reject(error);
    const answer = await door.answer({ body: '{}' });
    expect(errorOf(answer)).toEqual([status, code]);
    expect(answer.headers?.['Retry-After']).toBe(retryAfter);
    expect(json(answer)).toEqual({ error: code, message: expect.any(String) as string, requestId: REQUEST_ID });
  });

  it('P1 is not believed by what is no error either', async () => {
    const door = new Door();
    door.send = () => Promise.reject('thrown text');
    expect(errorOf(await door.answer({ body: '{}' }))).toEqual([504, 'unavailable']);
  });
});

describe('a body that does not fit into a message', () => {
  const large = Buffer.alloc(900_000, 'x');
  const claimOf = ({ body }: OutgoingMessage) => JSON.parse(body) as EnvelopeBody;

  it('is claimed by the message, and is where the message says', async () => {
    const door = new Door();
    expect((await door.answer({ body: large })).statusCode).toBe(200);
    const message = only(door.messages);
    expect(claimOf(message)).toEqual({ v: 1, route: '/github', claim: { bytes: large.length, sha256: createHash('sha256').update(large).digest('hex') } });
    expect(attributeOf(message).claimKey).toBe('claims/unique-1');
    expect(door.bodies.get('claims/unique-1')?.equals(large)).toBe(true);
  });

  it('is the first that is a byte too large', async () => {
    const sizes = async (bytes: number) => {
      const door = Door.of({ deduplication: { from: 'request' }, group: { from: 'constant', value: 'all' } });
      await door.answer({ body: Buffer.alloc(bytes) });
      const { body, attribute } = only(door.messages);
      return { claimed: door.bodies.size === 1, size: body.length + attribute.length + 'wb'.length + 'String'.length };
    };
    // Base64 grows by four for each three bytes.
    const { size } = await sizes(600_000);
    const most = 600_000 + Math.floor((1_048_576 - size) / 4) * 3;
    expect(await sizes(most)).toMatchObject({ claimed: false });
    expect((await sizes(most)).size).toBeGreaterThan(1_048_572);
    expect(await sizes(most + 1)).toMatchObject({ claimed: true });
  });

  it('P1 is refused where there is no place for it', async () => {
    const door = new Door(undefined, true, { bodies: undefined });
    expect(errorOf(await door.answer({ body: large }))).toEqual([413, 'payload_too_large']);
    expect(door.messages).toEqual([]);
  });

  it.each([[failure('AccessDenied', '', 403), 502, 'misconfigured'], [failure('SlowDown', '', 503), 503, 'unavailable'], [new Error('no connection'), 503, 'unavailable']])(
    'P1 is not acknowledged where it could not be put there: %s', async (error, status, code) => {
      const door = new Door(undefined, true, { bodies: { put: () => Promise.reject(error), remove: async () => {} } });
      expect(errorOf(await door.answer({ body: large }))).toEqual([status, code]);
      expect(door.messages).toEqual([]);
    });

  it('is removed where SQS has refused the message', async () => {
    const door = new Door();
    door.send = () => Promise.reject(failure('AccessDenied', '', 403));
    expect(errorOf(await door.answer({ body: large }))).toEqual([502, 'misconfigured']);
    expect(door.bodies.size).toBe(0);
  });

  it('P5 stays where the message may be on the queue all the same', async () => {
    const door = new Door();
    door.send = () => Promise.reject(failure('TimeoutError', 'timed out'));
    expect(errorOf(await door.answer({ body: large }))).toEqual([504, 'unavailable']);
    expect(door.bodies.size).toBe(1);
  });

  it('that cannot be removed is left to expire', async () => {
    const door = new Door(undefined, true, { bodies: { put: async () => {}, remove: () => Promise.reject(new Error('no connection')) } });
    door.send = () => Promise.reject(failure('AccessDenied', '', 403));
    expect(errorOf(await door.answer({ body: large }))).toEqual([502, 'misconfigured']);
    expect(door.lines.map(({ message }) => message)).toEqual(['queue_failed', 'body_not_removed', 'refused']);
  });
});

describe('whatever comes', () => {
  it('P7 is answered, and no secret, body or signature is logged', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', '\0', '\ud800', 'x'.repeat(5_000)));
    const pairs = fc.array(fc.tuple(fc.oneof(text, fc.constantFrom('X-Delivery', 'X-Hub-Signature-256', 'Content-Type', 'content-encoding')), text), { maxLength: 8 });
    const request = fc.record({
      method: fc.oneof(text, fc.constantFrom('POST', 'GET')),
      resource: fc.oneof(text, fc.constantFrom('/github', '/github/{below+}')),
      path: text,
      headers: pairs,
      query: pairs,
      body: fc.oneof(fc.json(), text, fc.constant(null)),
    });
    await fc.assert(fc.asyncProperty(request, fc.boolean(), async (options, signed) => {
      const door = Door.of({ source: signed ? SIGNED : ROUTE.source });
      const { statusCode, body } = await door.answer({ ...options, headers: [...options.headers, ['Authorization', 'hunter2']] });
      expect([200, 401, 404, 405]).toContain(statusCode);
      expect(() => JSON.parse(body) as unknown).not.toThrow();
      expect(door.messages).toHaveLength(statusCode === 200 ? 1 : 0);
      expect(JSON.stringify(door.lines)).not.toContain('hunter2');
      for (const { group, deduplication } of door.messages) for (const id of [group, deduplication]) expect(id).toMatch(/^[!-~]{1,128}$/);
    }), { numRuns: 500 });
  });

  it('P1 an error of ours is answered 502', async () => {
    const door = new Door(undefined, true, { uniqueId: () => { throw new Error('no randomness'); } });
    expect(errorOf(await door.answer({ body: Buffer.alloc(900_000) }))).toEqual([502, 'misconfigured']);
    expect(door.lines).toMatchObject([{ level: 'error', message: 'failed', errorMessage: 'no randomness' }, { message: 'refused' }]);
  });

  it('an event without lists, host or extended request id is answered too', async () => {
    const door = new Door();
    const event = proxyEvent({ body: '{}' });
    const requestContext = { ...event.requestContext, domainName: undefined, extendedRequestId: undefined };
    const bare = { ...event, headers: { 'X-One': '1' }, multiValueHeaders: null, requestContext } as unknown as typeof event;
    expect((await door.answerEvent(bare)).statusCode).toBe(200);
    expect(attributeOf(only(door.messages))).toMatchObject({ host: '', requestId: 'chosen-by-the-client', headers: [[Buffer.from('X-One').toString('base64'), 'MQ==']] });
    expect(errorOf(await door.answerEvent({ ...bare, resource: '/' }))).toEqual([404, 'not_found']);
  });
});

describe('behind a path token', () => {
  const door = new Door({ '/{pathToken}/github': ROUTE });

  it('P7 a webhook is taken, and the token is neither in the route of the message nor in a line of the log', async () => {
    expect((await door.answer({ resource: '/TOKEN/github/{below+}', path: '/TOKEN/github/x', body: '{}' })).statusCode).toBe(200);
    expect(errorOf(await door.answer({ resource: '/TOKEN/github', method: 'GET' }))).toEqual([405, 'method_not_allowed']);
    expect(JSON.parse(only(door.messages).body)).toMatchObject({ route: '/{pathToken}/github' });
    expect(JSON.stringify(door.lines)).not.toContain('TOKEN');
  });

  it('another path is none of the routes', async () => {
    expect(errorOf(await door.answer({ resource: '/TOKEN/gitlab', body: '{}' }))).toEqual([404, 'not_found']);
  });
});
