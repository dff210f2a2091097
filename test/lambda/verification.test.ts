import { createHmac } from 'node:crypto';
import Stripe from 'stripe';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { BODY_HEX, SQUARE, STRIPE, TWILIO } from './signatures/support/schemes';
import { failuresOf, Harness, SETTINGS, UNAVAILABLE } from './support/harness';
import { EXECUTE_API_HOST, RECEIVED_AT, record, type RecordOptions } from './support/records';
import type { SignatureScheme } from '../../src/contract/signature-scheme';

const SECRET = 'secret-hunter2';
const BODY = '{"action":"opened"}';
const GITHUB = 'x-hub-signature-256';

/** A forwarder that checks the signatures of one route. */
function checking(signature: SignatureScheme = BODY_HEX, secrets = ['current']): Harness {
  const references = secrets.map(id => ({ from: 'secretsManager' as const, id }));
  const harness = new Harness({ ...SETTINGS, routes: { '/github': { source: { name: 'github', signature, secrets: references } }, '/open': {} } });
  harness.secrets.values.set('current', [SECRET]);
  return harness;
}

const hmac = (body: string | Buffer, secret = SECRET) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
const signed = ({ body = BODY, ...options }: RecordOptions = {}, secret = SECRET) =>
  record({ messageId: 'm1', body, headers: [['X-Hub-Signature-256', hmac(body, secret)]], ...options });
const forged = (options: RecordOptions = {}) => signed(options, 'guessed');

describe('F29 a webhook whose signature is that of its source', () => {
  it('is delivered', async () => {
    const harness = checking();
    expect(failuresOf(await harness.run([signed()]))).toEqual([]);
    expect(harness.target.messageIds).toEqual(['m1']);
    expect(harness.quarantine).toEqual([]);
  });

  it('is delivered where its body is no text', async () => {
    const harness = checking();
    await harness.run([signed({ body: Buffer.from([0, 159, 146, 150]) })]);
    expect(harness.target.messageIds).toEqual(['m1']);
  });

  it('is delivered with the second of two live secrets', async () => {
    const harness = checking(BODY_HEX, ['current', 'other']);
    harness.secrets.values.set('current', [SECRET, 'previous']);
    harness.secrets.values.set('other', ['of another']);
    await harness.run([signed({ messageId: 'm1' }, 'previous'), signed({ messageId: 'm2' }, 'of another')]);
    expect(harness.target.messageIds).toEqual(['m1', 'm2']);
  });

  it('is delivered with a secret that has just been rotated', async () => {
    const harness = checking();
    await harness.run([signed()]);
    harness.secrets.values.set('current', ['rotated', SECRET]);
    harness.time += 61_000;
    await harness.run([signed({ messageId: 'm2' }, 'rotated')]);
    expect(harness.target.messageIds).toEqual(['m1', 'm2']);
    expect(harness.secrets.asked).toHaveLength(2);
  });

  it('waits until its secret can be read again, where that was rotated less than a minute after it was read', async () => {
    const harness = checking();
    await harness.run([signed()]);
    harness.secrets.values.set('current', ['rotated', SECRET]);
    harness.time += 10_000;
    const rotated = signed({ messageId: 'm2', receivedAt: harness.time }, 'rotated');
    expect(failuresOf(await harness.run([rotated]))).toEqual(['m2']);
    expect(harness.quarantine).toEqual([]);
    expect(harness.linesWith('signature_not_checked')).toMatchObject([{ reason: 'secret_maybe_rotated' }]);
    harness.time += 51_000;
    expect(failuresOf(await harness.run([rotated]))).toEqual([]);
    expect(harness.target.messageIds).toEqual(['m1', 'm2']);
  });

  it('is as old as it was when the door received it, however long it has waited since', async () => {
    const harness = checking(STRIPE);
    const stripe = (timestamp: number) => Stripe.webhooks.generateTestHeaderString({ payload: BODY, secret: SECRET, timestamp });
    const at = RECEIVED_AT / 1_000;
    harness.time = RECEIVED_AT + 6 * 3_600_000;
    await harness.run([
      record({ messageId: 'on time', group: 'a', body: BODY, headers: [['Stripe-Signature', stripe(at - 299)]] }),
      record({ messageId: 'old', group: 'b', body: BODY, headers: [['Stripe-Signature', stripe(at - 301)]] }),
    ]);
    expect(harness.target.messageIds).toEqual(['on time']);
    expect(harness.quarantine).toMatchObject([{ attributes: { wbMessageId: 'old', wbVerification: 'timestamp_out_of_tolerance' } }]);
  });

  it.each<[string, RecordOptions, string]>([
    ['API Gateway\'s own', {}, `https://${EXECUTE_API_HOST}/prod/github/sms?a=1&b=%20`],
    ['a domain of one\'s own', { host: 'hooks.example.com', path: '/base/github/sms' }, 'https://hooks.example.com/base/github/sms?a=1&b=%20'],
  ])('may cover the address that the sender called: %s', async (_, options, url) => {
    const form = 'From=%2B1&Body=hi';
    const place: RecordOptions = { path: '/prod/github/sms', query: [['a', '1'], ['b', ' ']], ...options };
    const twilio = checking(TWILIO);
    await twilio.run([record({ ...place, body: form, headers: [['X-Twilio-Signature', getExpectedTwilioSignature(SECRET, url, { From: '+1', Body: 'hi' })]] })]);
    expect(twilio.target.attempts).toHaveLength(1);
    const square = checking(SQUARE);
    await square.run([record({ ...place, body: BODY, headers: [['X-Square-HmacSha256-Signature', createHmac('sha256', SECRET).update(url + BODY).digest('base64')]] })]);
    expect(square.target.attempts).toHaveLength(1);
  });

  it.each([['{}', ''], ['', '{}']])('is checked for the body that API Gateway could not tell: it hands over %p, and %p was signed', async (body, sent) => {
    const harness = checking();
    await harness.run([record({ body, headers: [[GITHUB, hmac(sent)]], flags: ['maybeEmpty'] })]);
    expect(harness.target.attempts).toHaveLength(1);
  });

  it('is checked with its body where that is stored beside the queue', async () => {
    const harness = checking();
    const body = Buffer.alloc(2_000_000, 'large');
    await harness.run([
      record({ messageId: 'm1', group: 'a', claim: harness.bodyStore.store('1', body), headers: [[GITHUB, hmac(body)]] }),
      record({ messageId: 'm2', group: 'b', claim: harness.bodyStore.store('2', body), headers: [[GITHUB, hmac('other')]] }),
    ]);
    expect(harness.target.messageIds).toEqual(['m1']);
    // What may be moved back keeps its body.
    expect([...harness.bodyStore.bodies.keys()]).toEqual(['claims/2']);
  });
});

describe('F29 a webhook whose signature is not that of its source', () => {
  it.each<[string, RecordOptions, string]>([
    ['wrong', { headers: [[GITHUB, hmac(BODY, 'guessed')]] }, 'signature_mismatch'],
    ['of another length', { headers: [[GITHUB, 'sha256=ab']] }, 'signature_mismatch'],
    ['missing', { headers: [] }, 'signature_missing'],
    ['of another body', { headers: [[GITHUB, hmac('{}')]] }, 'signature_mismatch'],
    ['of an empty body, and the body is not', { headers: [[GITHUB, hmac('')]], flags: ['maybeEmpty'] }, 'signature_mismatch'],
  ])('is %s: it goes into the quarantine, and never to the target', async (_, options, reason) => {
    const harness = checking();
    const message = record({ messageId: 'm1', group: 'acme', body: BODY, ...options });
    expect(failuresOf(await harness.run([message]))).toEqual([]);
    expect(harness.target.attempts).toEqual([]);
    expect(harness.quarantine).toEqual([{
      body: message.body,
      attributes: { wb: message.messageAttributes.wb.stringValue, wbReason: 'SIGNATURE_INVALID', wbAttempts: '0', wbMessageId: 'm1', wbVerification: reason },
      group: 'acme',
      deduplicationId: 'm1',
    }]);
    expect(harness.deadLetters).toEqual([]);
  });

  it('P9 is recorded and counted: one row, a head, a metric, a log line', async () => {
    const harness = checking();
    await harness.run([forged({ group: 'acme' })]);
    expect(harness.table.attemptsOf('m1')).toMatchObject([{ status: 'QUARANTINED', group: 'acme', route: '/github', errorCode: 'SIGNATURE_INVALID', errorMessage: 'signature_mismatch', spk: expect.stringMatching(/^S#QUARANTINED#/) as string }]);
    expect(harness.table.heads.get('m1')).toMatchObject({ state: 'QUARANTINED', attempts: 0, spk: expect.stringMatching(/^H#QUARANTINED#/) as string });
    expect(harness.count('QUARANTINED')).toBe(1);
    expect(harness.linesWith('quarantined')).toEqual([{ level: 'warn', message: 'quarantined', messageId: 'm1', group: 'acme', route: '/github', reason: 'signature_mismatch' }]);
  });

  it('P3 is out of the way of its group at once', async () => {
    const harness = checking();
    await harness.run([signed({ messageId: 'm1' }), forged({ messageId: 'm2' }), signed({ messageId: 'm3' })]);
    expect(harness.target.messageIds).toEqual(['m1', 'm3']);
    expect(harness.hidden).toEqual([]);
  });

  it('P5 stays on the queue where the quarantine does not take it', async () => {
    const harness = checking();
    harness.ports.queue.quarantine = () => Promise.reject(new Error('InternalError'));
    expect(failuresOf(await harness.run([forged()]))).toEqual(['m1']);
    expect(harness.table.statusesOf('m1')).toEqual([]);
    expect(harness.count('QUARANTINED')).toBe(0);
  });

  it('P5 stays on the queue where the quarantine does not answer in time', async () => {
    const harness = checking();
    harness.ports.queue.quarantine = () => new Promise(() => {});
    expect(failuresOf(await harness.run([forged()], startingWith(23_000, 600)))).toEqual(['m1']);
    expect(harness.table.statusesOf('m1')).toEqual([]);
  });

  it('is let go where SQS hands it over again', async () => {
    const harness = checking();
    await harness.run([forged()]);
    expect(failuresOf(await harness.run([forged({ receiveCount: 2 })]))).toEqual([]);
    expect(harness.quarantine).toHaveLength(1);
    expect(harness.count('QUARANTINED')).toBe(2);
  });

  it('F31 leaves no secret, signature or body in table, log or explanation', async () => {
    const harness = checking();
    await harness.run([forged({ body: 'body-hunter2' })]);
    const explanation = { ...harness.quarantine[0].attributes, wb: undefined };
    const written = JSON.stringify([[...harness.table.attempts.values()], [...harness.table.heads.values()], harness.lines, explanation]);
    expect(written).not.toContain('hunter2');
    expect(written).not.toContain(hmac('body-hunter2', 'guessed').slice(7, 27));
  });
});

describe('a webhook that is not checked', () => {
  it('is one of a route without a source', async () => {
    const harness = checking();
    await harness.run([record({ route: '/open' })]);
    expect(harness.target.attempts).toHaveLength(1);
    expect(harness.secrets.asked).toEqual([]);
  });

  it('is one that the function door has checked', async () => {
    const harness = checking();
    await harness.run([forged({ verified: true })]);
    expect(harness.target.attempts).toHaveLength(1);
    expect(harness.secrets.asked).toEqual([]);
  });

  it('is one that was attempted before, since its secret may have been rotated away', async () => {
    const harness = checking();
    harness.target.respond = () => UNAVAILABLE;
    await harness.run([signed()]);
    harness.secrets.values.set('current', ['rotated', 'twice']);
    harness.time += 3_600_000;
    await harness.run([signed({ receiveCount: 2 })]);
    expect(harness.target.attempts).toHaveLength(2);
    expect(harness.quarantine).toEqual([]);
  });

  it('is none that was received before without an attempt', async () => {
    const harness = checking();
    expect(failuresOf(await harness.run([forged()], () => 100))).toEqual(['m1']);
    await harness.run([forged({ receiveCount: 2 })]);
    expect(harness.quarantine).toHaveLength(1);
  });
});

describe('F30 while the secret cannot be read', () => {
  it('a webhook waits, without an attempt and without a verdict', async () => {
    const harness = checking();
    harness.secrets.values.clear();
    expect(failuresOf(await harness.run([signed()]))).toEqual(['m1']);
    expect(harness.hidden).toMatchObject([[{ messageId: 'm1', seconds: 8 }]]);
    expect(harness.target.attempts).toEqual([]);
    expect([harness.quarantine, harness.deadLetters, [...harness.table.attempts]]).toEqual([[], [], []]);
    expect([harness.count('VERIFICATION_UNAVAILABLE'), harness.count('DEFERRED')]).toEqual([1, 1]);
    expect(harness.linesWith('signature_not_checked')).toEqual([{ level: 'warn', message: 'signature_not_checked', messageId: 'm1', group: 'group-1', route: '/github', reason: 'secret_unavailable' }]);
  });

  it('a webhook waits with its group, and is delivered in its order once the secret is there', async () => {
    const harness = checking();
    harness.secrets.values.clear();
    const records = (receiveCount: number) => ['m1', 'm2'].map(messageId => signed({ messageId, receiveCount }));
    expect(failuresOf(await harness.run(records(1)))).toEqual(['m1', 'm2']);
    harness.secrets.values.set('current', [SECRET]);
    harness.time += 10_000;
    expect(failuresOf(await harness.run(records(2)))).toEqual([]);
    expect(harness.target.attempts).toMatchObject([{ messageId: 'm1', attempt: 1 }, { messageId: 'm2', attempt: 1 }]);
  });

  it('a webhook of another route is delivered', async () => {
    const harness = checking();
    harness.secrets.values.clear();
    expect(failuresOf(await harness.run([signed({ messageId: 'm1', group: 'a' }), record({ messageId: 'm2', group: 'b', route: '/open' })]))).toEqual(['m1']);
    expect(harness.target.messageIds).toEqual(['m2']);
  });

  it('a forged webhook is not told from a genuine one, even of the last possible age', async () => {
    const harness = checking();
    harness.secrets.values.clear();
    harness.time = RECEIVED_AT + 13 * 86_400_000;
    expect(failuresOf(await harness.run([forged({ receiveCount: 400 })]))).toEqual(['m1']);
    expect([harness.quarantine, harness.deadLetters]).toEqual([[], []]);
  });

  it('a secret that is empty or badly encoded counts as one that is not there', async () => {
    const harness = checking();
    harness.secrets.values.set('current', ['']);
    expect(failuresOf(await harness.run([forged()]))).toEqual(['m1']);
    expect(harness.linesWith('signature_not_checked')).toMatchObject([{ reason: 'secret_unusable' }]);
  });

  it('a secret that is mended is read again a minute later', async () => {
    const harness = checking();
    harness.secrets.values.set('current', ['']);
    await harness.run([signed()]);
    harness.secrets.values.set('current', [SECRET]);
    harness.time += 61_000;
    expect(failuresOf(await harness.run([signed({ receiveCount: 2 })]))).toEqual([]);
    expect(harness.target.messageIds).toEqual(['m1']);
  });

  it('a store that does not answer ends with the invocation, and the webhook comes back at once', async () => {
    const harness = checking();
    harness.ports.verifier.verify = () => new Promise(() => {});
    expect(failuresOf(await harness.run([signed()], startingWith(22_050, 22_050)))).toEqual(['m1']);
    expect(harness.hidden).toMatchObject([[{ seconds: 1 }]]);
  });

  it('a webhook for whose attempt there is no time left after the check comes back', async () => {
    const harness = checking();
    let left = 30_000;
    const { verify } = harness.ports.verifier;
    harness.ports.verifier.verify = (source, request) => { left = 5_000; return verify.call(harness.ports.verifier, source, request); };
    expect(failuresOf(await harness.run([signed()], () => left))).toEqual(['m1']);
    expect(harness.target.attempts).toEqual([]);
  });
});

it('a webhook that was received before is not quarantined while the log is silent, for it may have been checked then', async () => {
  const harness = checking();
  harness.table.history = () => Promise.reject(new Error('table down'));
  expect(failuresOf(await harness.run([forged({ receiveCount: 2 })]))).toEqual(['m1']);
  expect(harness.quarantine).toEqual([]);
  expect(failuresOf(await harness.run([signed({ messageId: 'm2', receiveCount: 2 })]))).toEqual([]);
});

describe('a flood of bad signatures', () => {
  it('asks for the secret once a minute at most', async () => {
    const harness = checking();
    for (let batch = 0; batch < 100; batch++) {
      await harness.run(Array.from({ length: 10 }, (_, index) => forged({ messageId: `${batch}-${index}`, group: String(index) })));
      harness.time += 1_200;
    }
    expect(harness.quarantine).toHaveLength(1_000);
    // Two minutes: the first read, and one after each minute.
    expect(harness.secrets.asked.length).toBeLessThanOrEqual(3);
  });

  it('waits for a minute at most, whenever it comes', async () => {
    const harness = checking();
    for (let second = 0; second < 180; second++) {
      const webhook = forged({ messageId: String(second), group: String(second), receivedAt: harness.time });
      for (let tries = 0; tries <= 60 && failuresOf(await harness.run([webhook])).length > 0; tries++) harness.time += 1_000;
    }
    expect(harness.quarantine).toHaveLength(180);
    expect(harness.target.attempts).toEqual([]);
  });

  it('asks every five seconds at most for a secret that is not there', async () => {
    const harness = checking();
    harness.secrets.values.clear();
    for (let batch = 0; batch < 20; batch++) {
      await harness.run(Array.from({ length: 10 }, (_, index) => forged({ messageId: `${batch}-${index}`, group: String(index) })));
      harness.time += 1_000;
    }
    expect(harness.secrets.asked.length).toBeLessThanOrEqual(5);
  });
});

/** The time that is left: the one at first, then the other. */
function startingWith(first: number, later: number): () => number {
  let asked = 0;
  return () => asked++ === 0 ? first : later;
}
