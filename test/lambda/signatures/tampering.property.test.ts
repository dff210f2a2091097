import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { RECEIVED_SECONDS, signedRequest, URL_OF_DOOR } from './support/requests';
import * as schemes from './support/schemes';
import { ISSUER_CERTIFICATE, SIGNING_CERTIFICATE, SIGNING_KEY } from './support/signing-certificate';
import type { Pairs } from '../../../lambda/pairs';
import { CachedSecrets } from '../../../lambda/secrets/cached-secrets';
import type { SignedRequest } from '../../../lambda/signatures/signed-request';
import { VALID } from '../../../lambda/signatures/verification';
import { Verifier } from '../../../lambda/signatures/verifier';
import type { SignatureScheme } from '../../../src/contract/signature-scheme';

const SECRET = 'whsec_c2VjcmV0IG9mIGEgdGVzdA==';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const CERTIFICATE_URL = 'https://api.paypal.com/v1/notifications/certs/CERT-1';
const TIME = '2026-12-01T10:00:00Z';

const hmac = (content: Buffer, key: string | Buffer = SECRET) => createHmac('sha256', key).update(content);
const after = (text: string, body: Buffer) => Buffer.concat([Buffer.from(text), body]);

interface Example {
  readonly name: string;
  readonly scheme: SignatureScheme;
  readonly secret?: string;
  /** Headers of which no bit may change. */
  sign(body: Buffer): Record<string, string>;
}

const EXAMPLES: readonly Example[] = [
  { name: 'body, hex', scheme: schemes.BODY_HEX, sign: body => ({ 'x-hub-signature-256': `sha256=${hmac(body).digest('hex')}` }) },
  { name: 'body, base64', scheme: schemes.BODY_BASE64, sign: body => ({ 'x-shopify-hmac-sha256': hmac(body).digest('base64') }) },
  { name: 'address and body', scheme: schemes.SQUARE, sign: body => ({ 'x-square-hmacsha256-signature': hmac(after(URL_OF_DOOR, body)).digest('base64') }) },
  { name: 'timestamp in a header', scheme: schemes.SLACK, sign: body => ({ 'x-slack-request-timestamp': String(RECEIVED_SECONDS), 'x-slack-signature': `v0=${hmac(after(`v0:${RECEIVED_SECONDS}:`, body)).digest('hex')}` }) },
  { name: 'timestamp and signature in one header', scheme: schemes.STRIPE, sign: body => ({ 'stripe-signature': `t=${RECEIVED_SECONDS},v1=${hmac(after(`${RECEIVED_SECONDS}.`, body)).digest('hex')}` }) },
  {
    name: 'Standard Webhooks',
    scheme: schemes.standardWebhooks('webhook'),
    sign: body => ({
      'webhook-id': 'id',
      'webhook-timestamp': String(RECEIVED_SECONDS),
      'webhook-signature': `v1,${hmac(after(`id.${RECEIVED_SECONDS}.`, body), Buffer.from(SECRET.slice(6), 'base64')).digest('base64')}`,
    }),
  },
  {
    name: 'Ed25519',
    scheme: schemes.DISCORD,
    secret: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
    sign: body => ({ 'x-signature-timestamp': String(RECEIVED_SECONDS), 'x-signature-ed25519': sign(null, after(String(RECEIVED_SECONDS), body), privateKey).toString('hex') }),
  },
  {
    name: 'certificate',
    scheme: schemes.PAYPAL,
    secret: 'webhook-1',
    sign: body => ({
      'paypal-transmission-id': 'id',
      'paypal-transmission-time': TIME,
      'paypal-cert-url': CERTIFICATE_URL,
      'paypal-transmission-sig': sign('sha256', Buffer.from(`id|${TIME}|webhook-1|${crc32(body)}`), SIGNING_KEY).toString('base64'),
    }),
  },
];

const verify = (scheme: SignatureScheme, request: SignedRequest, secret = SECRET) => {
  const secrets = new CachedSecrets(async () => [secret], () => request.receivedAt);
  const fetchText = async (url: string) => ({ status: url === CERTIFICATE_URL ? 200 : 404, text: `${SIGNING_CERTIFICATE}\n${ISSUER_CERTIFICATE}` });
  return new Verifier({ secrets, fetchText, now: () => request.receivedAt })
    .verify({ name: 'example', signature: scheme, secrets: [{ from: 'parameterStore', name: 'secret' }] }, request);
};

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = Math.floor(bit / 8) % copy.length;
  const value = copy.readUInt8(at);
  const mask = 2 ** (bit % 8);
  copy.writeUInt8(Math.floor(value / mask) % 2 === 1 ? value - mask : value + mask, at);
  return copy;
}

const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 }).map(array => Buffer.from(array));

describe.each(EXAMPLES)('a webhook signed by $name', ({ scheme, secret, sign: signBody }) => {
  it('P7 is valid as it was sent, and not with another bit in body or header', async () => {
    await fc.assert(fc.asyncProperty(bytes, fc.nat(), fc.nat(), async (body, bit, which) => {
      const headers = Object.entries(signBody(body));
      expect(await verify(scheme, signedRequest({ body, headers }), secret)).toEqual(VALID);
      expect(await verify(scheme, signedRequest({ body: flipped(body, bit), headers }), secret)).toMatchObject({ result: 'invalid' });
      const [name, value] = headers[which % headers.length] ?? ['', ''];
      const changed = headers.map(pair => pair[0] === name ? [name, flipped(Buffer.from(value), bit).toString('latin1')] as const : pair);
      expect((await verify(scheme, signedRequest({ body, headers: changed }), secret)).result).toBe('invalid');
    }), { numRuns: 150 });
  });
});

const hostileText = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('__proto__', 'constructor', 't=,v1=', 'v1,', ',,,,', '\0', '9'.repeat(500), '🙂'.repeat(50)));
const HEADER_NAMES = [...new Set(EXAMPLES.flatMap(({ sign: signBody }) => Object.keys(signBody(Buffer.alloc(1))))), 'x-gitlab-token', 'x-twilio-signature', 'authorization', '__proto__'];
const ALL: readonly SignatureScheme[] = [
  ...EXAMPLES.map(({ scheme }) => scheme),
  schemes.GITLAB, schemes.GRAPH, schemes.BEARER, schemes.QUERY_TOKEN, schemes.TWILIO, schemes.LINEAR, schemes.TWITCH,
];
const pairs = (names: fc.Arbitrary<string>): fc.Arbitrary<Pairs> => fc.array(fc.tuple(names, hostileText), { maxLength: 12 });

it('P7 nothing that a sender makes up is valid, and nothing makes the check fail', async () => {
  const hostileRequest = fc.record({
    headers: pairs(fc.oneof(fc.constantFrom(...HEADER_NAMES), hostileText)),
    query: pairs(fc.oneof(fc.constantFrom('token', 'bodySHA256'), hostileText)),
    body: fc.oneof(bytes, fc.json().map(text => Buffer.from(text)), fc.constant(Buffer.from('{"value":[{"clientState":{"__proto__":1}}],"webhookTimestamp":1e999}'))),
  });
  await fc.assert(fc.asyncProperty(fc.constantFrom(...ALL), hostileRequest, async (scheme, request) => {
    expect((await verify(scheme, signedRequest(request))).result).not.toBe('valid');
  }), { numRuns: 1_000 });
});

it('a header of ten thousand signatures takes no noticeable time', async () => {
  const before = process.cpuUsage();
  const headers = { 'stripe-signature': `t=${RECEIVED_SECONDS}${',v1=00'.repeat(10_000)}` };
  expect(await verify(schemes.STRIPE, signedRequest({ headers }))).toEqual({ result: 'invalid', reason: 'signature_mismatch' });
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
});

it('a hash in the address vouches for the body', async () => {
  await fc.assert(fc.asyncProperty(bytes, fc.nat(), async (body, bit) => {
    const hash = createHash('sha256').update(body).digest('hex');
    const url = `${URL_OF_DOOR}?bodySHA256=${hash}`;
    const headers = { 'x-twilio-signature': createHmac('sha1', SECRET).update(url).digest('base64') };
    const request = { url, headers, query: [['bodySHA256', hash]] as const };
    expect(await verify(schemes.TWILIO, signedRequest({ ...request, body }))).toEqual(VALID);
    expect((await verify(schemes.TWILIO, signedRequest({ ...request, body: flipped(body, bit) }))).result).toBe('invalid');
  }), { numRuns: 100 });
});
