import { createHmac, randomBytes } from 'node:crypto';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { Backend } from './support/backend';
import { MemorySecrets } from './support/memory-secrets';
import { type RecordOptions, webhookOf } from './support/records';
import { atOnce, cachedSecrets, httpTarget, secret } from './support/target';
import type { TargetResult } from '../../lambda/forwarder/ports';

const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEXT_KEY = `whsec_${Buffer.from('the key that is used from now on').toString('base64')}`;

const secrets = new MemorySecrets();
let backend: Backend;
let time: number;
beforeEach(async () => {
  backend = await Backend.start();
  time = Date.now();
  secrets.values.clear();
  secrets.values.set('signing', [KEY]);
});
afterEach(() => backend.stop());

const signingTarget = () => httpTarget(backend.url, { signing: { kind: 'standardWebhooks', secret: secret('signing') } }, { now: () => time, secrets: cachedSecrets(secrets, () => time) });

function send(options: RecordOptions = {}, messageId = 'm1', target = signingTarget()): Promise<TargetResult> {
  return target.attempt(webhookOf(options), { messageId, group: 'g', attempt: 1 }, atOnce);
}

const received = () => backend.requests.map(({ headers, body }) => ({ headers: headers as Record<string, string>, body }));

describe('a request that is signed', () => {
  it('is taken for genuine by the library of Standard Webhooks, and by Svix', async () => {
    await send({ body: '{"order":"ä\\u0000"}' });
    const [{ headers, body }] = received();
    expect(new StandardWebhook(KEY).verify(body, headers)).toEqual({ order: 'ä\u0000' });
    expect(new SvixWebhook(KEY).verify(body, headers)).toEqual({ order: 'ä\u0000' });
    expect(() => new StandardWebhook(NEXT_KEY).verify(body, headers)).toThrow('No matching signature');
  });

  it.each([['bytes', randomBytes(1_000)], ['nothing', Buffer.alloc(0)]])('is signed over its bytes, be they %s', async (_, body) => {
    await send({ body });
    const [{ headers }] = received();
    const expected = createHmac('sha256', Buffer.from(KEY.slice(6), 'base64')).update(`m1.${headers['webhook-timestamp']}.`).update(body).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
  });

  it('has the same id in each attempt, and a new time', async () => {
    const target = signingTarget();
    await send({}, 'm7', target);
    time += 3_600_000;
    await send({}, 'm7', target);
    const [first, second] = received().map(({ headers }) => headers);
    expect([first['webhook-id'], second['webhook-id']]).toEqual(['m7', 'm7']);
    expect(Number(second['webhook-timestamp']) - Number(first['webhook-timestamp'])).toBe(3_600);
    expect(Number(first['webhook-timestamp'])).toBe(Math.floor((time - 3_600_000) / 1000));
    expect(first['webhook-signature']).not.toBe(second['webhook-signature']);
  });

  it('P7 does not have what the provider signed with by these names', async () => {
    await send({ headers: [['Webhook-Id', 'forged'], ['WEBHOOK-TIMESTAMP', '1'], ['webhook-signature', 'v1,forged'], ['X-Kept', '1']] });
    const { rawHeaders, headers } = backend.requests[0];
    expect(rawHeaders.filter(text => /^webhook-(id|timestamp|signature)$/i.test(text))).toEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature']);
    expect(JSON.stringify(rawHeaders)).not.toContain('forged');
    expect(headers['x-kept']).toBe('1');
  });

  it('has two signatures while the secret is rotated, by which both sides of the rotation take it', async () => {
    secrets.values.set('signing', [NEXT_KEY, KEY, 'whsec_b2xkZXIgc3RpbGw=']);
    await send({ body: '{}' });
    const [{ headers, body }] = received();
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
    for (const key of [NEXT_KEY, KEY]) expect(new StandardWebhook(key).verify(body, headers)).toEqual({});
  });

  it('does without the previous secret where that was no key', async () => {
    secrets.values.set('signing', [NEXT_KEY, 'not yet set']);
    await send();
    expect(received()[0].headers['webhook-signature'].split(' ')).toHaveLength(1);
  });

  it('may have a key without a prefix', async () => {
    secrets.values.set('signing', [KEY.slice(6)]);
    await send({ body: '{}' });
    expect(new StandardWebhook(KEY).verify('{}', received()[0].headers)).toEqual({});
  });
});

describe('a request that cannot be signed', () => {
  it('F30 is not made, and the webhook waits while the secret cannot be read', async () => {
    secrets.values.delete('signing');
    expect(await send()).toMatchObject({ outcome: { kind: 'retry', slow: false }, report: { errorCode: 'SECRET_UNAVAILABLE' } });
    expect(backend.requests).toEqual([]);
  });

  it.each(['', 'no key!', 'whsec_abc', 'a'.repeat(41)])('is not made, and waits for a person, where the secret is %j', async value => {
    secrets.values.set('signing', [value]);
    const result = await send();
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: true }, report: { errorCode: 'SECRET_UNUSABLE' } });
    if (value) expect(result.report.errorMessage).not.toContain(value);
    expect(backend.requests).toEqual([]);
  });
});
