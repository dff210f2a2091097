import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { Door, type EventOptions, RECEIVED_AT, SECRET } from './support/door';
import type { Challenge } from '../../../src/contract/challenge';
import type { SignatureScheme, ValueLocation } from '../../../src/contract/signature-scheme';
import { postedChallenges } from '../../../src/door/handshake';
import { asana } from '../../../src/sources/providers/asana';
import { microsoftGraph } from '../../../src/sources/providers/microsoft-graph';
import { BODY_HEX, DISCORD, GRAPH, SLACK, TWITCH, X } from '../signatures/support/schemes';

const SECONDS = String(RECEIVED_AT / 1_000);
const hmac = (text: string, encoding: 'hex' | 'base64' = 'hex', secret = SECRET) => createHmac('sha256', secret).update(text).digest(encoding);

function doorWith(signature: SignatureScheme | undefined, ...challenges: Challenge[]): Door {
  return Door.of({ source: { name: 'source', signature, secrets: [{ from: 'secretsManager', id: 'secret' }], challenges } });
}

const NOSNIFF = { 'X-Content-Type-Options': 'nosniff' };

describe('Slack', () => {
  const challenge: Challenge = {
    when: { method: 'POST', has: { from: 'json', path: '$.type' }, equals: 'url_verification' },
    signed: true,
    answer: { status: 200, contentType: 'text/plain', text: { kind: 'copy', of: { from: 'json', path: '$.challenge' } } },
  };
  const request = (body: string, secret = SECRET): EventOptions => ({
    body, headers: [['X-Slack-Request-Timestamp', SECONDS], ['X-Slack-Signature', `v0=${hmac(`v0:${SECONDS}:${body}`, 'hex', secret)}`]],
  });
  const body = '{"token":"t","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}';

  it('gets its challenge back, and nothing is queued', async () => {
    const door = doorWith(SLACK, challenge);
    expect(await door.answer(request(body))).toEqual({
      statusCode: 200, headers: { 'Content-Type': 'text/plain', ...NOSNIFF }, body: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
    });
    expect(door.messages).toEqual([]);
    expect(door.lines).toMatchObject([{ message: 'challenge_answered', route: '/github', source: 'source' }]);
  });

  it('P7 is not answered without its signature', async () => {
    expect((await doorWith(SLACK, challenge).answer(request(body, 'forged'))).statusCode).toBe(401);
  });

  it('gets nothing back where there is no challenge, or an endless one', async () => {
    for (const value of [undefined, '', 'x'.repeat(3_000), { a: 1 }]) {
      expect((await doorWith(SLACK, challenge).answer(request(JSON.stringify({ type: 'url_verification', challenge: value })))).statusCode).toBe(403);
    }
  });

  it('has its other events queued', async () => {
    const door = doorWith(SLACK, challenge);
    expect((await door.answer(request('{"type":"event_callback"}'))).statusCode).toBe(200);
    expect(door.messages).toHaveLength(1);
  });

  it('is answered without a signature where none is checked', async () => {
    const door = Door.of({ source: { name: 'slack', signature: SLACK, secrets: [], challenges: [challenge] } });
    expect((await door.answer({ body })).statusCode).toBe(200);
  });
});

describe('Discord', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const challenge: Challenge = { when: { method: 'POST', has: { from: 'json', path: '$.type' }, equals: 0 }, signed: true, answer: { status: 204 } };
  const body = '{"version":1,"type":0}';
  const request = (signed: string): EventOptions => ({ body, headers: [['X-Signature-Timestamp', SECONDS], ['X-Signature-Ed25519', sign(null, Buffer.from(SECONDS + signed), privateKey).toString('hex')]] });
  const door = () => {
    const made = doorWith(DISCORD, challenge);
    made.secret = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
    return made;
  };

  it('gets an empty 204 for its ping, and a 401 for one with a wrong signature', async () => {
    expect(await door().answer(request(body))).toMatchObject({ statusCode: 204, headers: { 'Content-Type': 'application/json' }, body: '' });
    expect((await door().answer(request(`${body} `))).statusCode).toBe(401);
  });

  it('may get a constant', async () => {
    const constant = doorWith(undefined, { ...challenge, signed: false, answer: { status: 200, fields: { type: { kind: 'constant', value: 1 } } } });
    expect(await constant.answer({ body })).toMatchObject({ headers: { 'Content-Type': 'application/json' }, body: '{"type":1}' });
  });
});

describe('Zoom', () => {
  const plainToken: ValueLocation = { from: 'json', path: '$.payload.plainToken' };
  const challenge: Challenge = {
    when: { method: 'POST', has: { from: 'json', path: '$.event' }, equals: 'endpoint.url_validation' },
    signed: false,
    answer: { status: 200, fields: { plainToken: { kind: 'copy', of: plainToken }, encryptedToken: { kind: 'hmac', of: plainToken, encoding: 'hex' } } },
  };
  const request = (token: string): EventOptions => ({ body: JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken: token } }) });

  it('gets its token and the HMAC of it', async () => {
    const { body } = await doorWith(undefined, challenge).answer(request('qgg8vlvZRS6UYooatFL8Aw'));
    expect(JSON.parse(body)).toEqual({ plainToken: 'qgg8vlvZRS6UYooatFL8Aw', encryptedToken: hmac('qgg8vlvZRS6UYooatFL8Aw') });
  });

  it.each(['v0:1:{}', '{"event":"forged"}', 'a b', 'x'.repeat(200), ''])('P7 nobody gets a webhook signed: %s', async token => {
    const { statusCode, body } = await doorWith(undefined, challenge).answer(request(token));
    expect(statusCode).toBe(403);
    expect(body).not.toContain(hmac(token));
  });

  it('has to come again where the secret cannot be read or is empty', async () => {
    for (const secret of [undefined, '']) {
      const door = doorWith(undefined, challenge);
      door.secret = secret;
      expect(await door.answer(request('token'))).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '5' } });
    }
  });
});

test('X gets the HMAC of its token', async () => {
  const crcToken: ValueLocation = { from: 'query', name: 'crc_token' };
  const door = doorWith(X, {
    when: { method: 'GET', has: crcToken }, signed: false, answer: { status: 200, fields: { response_token: { kind: 'hmac', of: crcToken, encoding: 'base64', prefix: 'sha256=' } } },
  });
  door.secret = 'Convoy';
  expect((await door.answer({ method: 'GET', query: [['crc_token', 'uzwcfYtzr9']] })).body).toBe('{"response_token":"sha256=HXvxTdsfShG6k2zC9NVANwFquJBdOugRYHax2vNiiOo="}');
  expect((await door.answer({ method: 'GET' })).statusCode).toBe(405);
});

test('Twitch gets the challenge of a request that a header tells apart', async () => {
  const door = doorWith(TWITCH, {
    when: { method: 'POST', has: { from: 'header', name: 'twitch-eventsub-message-type' }, equals: 'webhook_callback_verification' },
    signed: true,
    answer: { status: 200, text: { kind: 'copy', of: { from: 'json', path: '$.challenge' } } },
  });
  const timestamp = new Date(RECEIVED_AT).toISOString();
  const body = '{"challenge":"pogchamp-kappa-360noscope-vohiyo"}';
  const headers = [
    ['Twitch-Eventsub-Message-Id', 'id'], ['Twitch-Eventsub-Message-Timestamp', timestamp], ['Twitch-Eventsub-Message-Type', 'webhook_callback_verification'],
    ['Twitch-Eventsub-Message-Signature', `sha256=${hmac(`id${timestamp}${body}`)}`],
  ] as const;
  expect(await door.answer({ body, headers })).toMatchObject({ statusCode: 200, headers: { 'Content-Type': 'text/plain' }, body: 'pogchamp-kappa-360noscope-vohiyo' });
});

describe('Microsoft Graph', () => {
  const challenges = postedChallenges(microsoftGraph({}).handshakes);
  const sentence = 'Validation: Testing client application reachability for subscription Request-Id: 522a8e7e-0000';
  const asked = (validationToken: string, body = ''): EventOptions => ({ query: [['validationToken', validationToken]], body });

  it('gets a sentence back, as text, and nothing is queued', async () => {
    const door = doorWith(GRAPH, ...challenges);
    for (const body of ['', '{}']) {
      expect(await door.answer(asked(sentence, body))).toEqual({ statusCode: 200, headers: { 'Content-Type': 'text/plain', ...NOSNIFF }, body: sentence });
    }
    expect(door.messages).toEqual([]);
  });

  it.each(['<script>', 'a\nb', '"', 'x'.repeat(1_025), ''])('P7 gets nothing back that is more than text: %p', async token => {
    expect((await doorWith(GRAPH, ...challenges).answer(asked(token))).statusCode).toBe(403);
  });

  it('P1 has what has a body queued, whatever its query says, once its state is checked', async () => {
    const door = doorWith(GRAPH, ...challenges);
    expect((await door.answer(asked(sentence, JSON.stringify({ value: [{ clientState: SECRET }] })))).statusCode).toBe(200);
    expect((await door.answer(asked(sentence, JSON.stringify({ value: [{ clientState: 'forged' }] })))).statusCode).toBe(401);
    expect(door.messages).toHaveLength(1);
  });
});

describe('Asana', () => {
  const challenges = postedChallenges(asana({}).handshakes);
  const headers = [['X-Hook-Secret', 'b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81']] as const;

  it('gets its secret back in a header, before anyone knows it', async () => {
    const door = doorWith(BODY_HEX, ...challenges);
    door.secret = undefined;
    expect(await door.answer({ headers, body: '{}' })).toMatchObject({ statusCode: 200, headers: { 'X-Hook-Secret': headers[0][1], ...NOSNIFF }, body: '' });
    expect(door.messages).toEqual([]);
  });

  it('P7 gets nothing back that could end a header', async () => {
    expect((await doorWith(BODY_HEX, ...challenges).answer({ headers: [['X-Hook-Secret', 'a\r\nSet-Cookie: b']], body: '' })).statusCode).toBe(403);
  });

  it('P7 does not get unsigned events queued for the header', async () => {
    const door = doorWith(BODY_HEX, ...challenges);
    expect((await door.answer({ headers, body: '{"events":[]}' })).statusCode).toBe(401);
    expect(door.messages).toEqual([]);
  });
});
