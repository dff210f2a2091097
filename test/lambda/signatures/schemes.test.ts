import { createHash, createHmac } from 'node:crypto';
import { RECEIVED_SECONDS, signedRequest, type RequestOptions } from './support/requests';
import * as schemes from './support/schemes';
import { verifyEd25519 } from '../../../lambda/signatures/schemes/ed25519';
import { verifyFormUrl } from '../../../lambda/signatures/schemes/form-url';
import { verifyHmac } from '../../../lambda/signatures/schemes/hmac';
import { verifyToken } from '../../../lambda/signatures/schemes/token';
import { VALID } from '../../../lambda/signatures/verification';
import type { HmacScheme, SignedTimestamp } from '../../../src/contract/signature-scheme';

const SECRET = 'a secret';
const invalid = (reason: string) => ({ result: 'invalid', reason });
const UNUSABLE = { result: 'unavailable', reason: 'secret_unusable' };
const hmacOf = (content: string | Buffer, key: string | Buffer = SECRET, algorithm = 'sha256') => createHmac(algorithm, key).update(content);

describe('an HMAC', () => {
  const verify = (options: RequestOptions, scheme: HmacScheme = schemes.BODY_HEX, secrets = [SECRET]) =>
    verifyHmac(scheme, signedRequest(options), secrets);
  const signedWith = (value: string | string[]): RequestOptions =>
    ({ body: 'x', headers: [value].flat().map(each => ['X-Hub-Signature-256', each] as const) });
  const right = `sha256=${hmacOf('x').digest('hex')}`;

  it('is found whatever the case of the header, and among repeated headers', () => {
    expect(verify(signedWith(right))).toEqual(VALID);
    expect(verify(signedWith(['sha256=00', right]))).toEqual(VALID);
  });

  it.each([
    ['no header', [], 'signature_missing'],
    ['another prefix', [right.replace('sha256', 'sha1')], 'signature_missing'],
    ['nothing after the prefix', ['sha256='], 'signature_mismatch'],
    ['upper case', [right.toUpperCase().replace('SHA256', 'sha256')], 'signature_mismatch'],
    ['half of it', [right.slice(0, 40)], 'signature_mismatch'],
    ['more than it', [`${right}00`], 'signature_mismatch'],
    ['text beyond ASCII', ['sha256=é\u0000🙂'], 'signature_mismatch'],
  ])('is refused: %s', (_, values, reason) => {
    expect(verify(signedWith(values))).toEqual(invalid(reason));
  });

  it('may be made with any of several secrets', () => {
    expect(verify(signedWith(right), schemes.BODY_HEX, ['old', SECRET])).toEqual(VALID);
    expect(verify(signedWith(right), schemes.BODY_HEX, ['old', 'older'])).toEqual(invalid('signature_mismatch'));
  });

  it('is never made with an empty secret, nor with one that is not encoded as it should be', () => {
    const empty = signedWith(`sha256=${hmacOf('x', '').digest('hex')}`);
    expect(verify(empty, schemes.BODY_HEX, [''])).toEqual(UNUSABLE);
    expect(verify(empty, { ...schemes.BODY_HEX, key: { encoding: 'hex' } }, ['no hexadecimal'])).toEqual(UNUSABLE);
    expect(verify(empty, { ...schemes.BODY_HEX, key: { encoding: 'base64', prefix: 'whsec_' } }, ['whsec_', 'whsec_!!'])).toEqual(UNUSABLE);
  });

  it('takes keys in hexadecimal', () => {
    const signature = `sha256=${hmacOf('x', Buffer.from('00ff', 'hex')).digest('hex')}`;
    expect(verify(signedWith(signature), { ...schemes.BODY_HEX, key: { encoding: 'hex' } }, ['00FF'])).toEqual(VALID);
  });

  it.each(['sha1', 'sha512'] as const)('by %s', algorithm => {
    expect(verify(signedWith(`sha256=${hmacOf('x', SECRET, algorithm).digest('hex')}`), { ...schemes.BODY_HEX, algorithm })).toEqual(VALID);
  });

  it('covers bytes that are no text', () => {
    const body = Buffer.from([0, 255, 0xc3, 0x28]);
    expect(verify({ ...signedWith(`sha256=${hmacOf(body).digest('hex')}`), body })).toEqual(VALID);
  });

  it('does not tell which of repeated headers was signed', () => {
    const scheme = schemes.standardWebhooks('webhook');
    const headers = [['webhook-id', 'a'], ['webhook-id', 'b'], ['webhook-timestamp', String(RECEIVED_SECONDS)], ['webhook-signature', 'v1,x']] as const;
    expect(verify({ headers }, scheme)).toEqual(invalid('signed_value_missing'));
    expect(verify({ headers: headers.slice(2) }, scheme)).toEqual(invalid('signed_value_missing'));
  });

  it('is refused where a timestamp is due to be signed and the scheme reads none', () => {
    expect(verify(signedWith(right), { ...schemes.BODY_HEX, signed: [{ part: 'timestamp' }] })).toEqual(invalid('signed_value_missing'));
  });
});

describe('a timestamp', () => {
  const verify = (sent: string, unit: SignedTimestamp['unit']) => {
    const scheme: HmacScheme = {
      ...schemes.BODY_HEX, signed: [{ part: 'timestamp' }], timestamp: { at: { header: 'time' }, unit, toleranceSeconds: 300 },
    };
    return verifyHmac(scheme, signedRequest({ headers: { 'x-hub-signature-256': `sha256=${hmacOf(sent).digest('hex')}`, 'time': sent } }), [SECRET]);
  };
  const at = (seconds: number) => RECEIVED_SECONDS + seconds;

  it.each<[SignedTimestamp['unit'], string]>([
    ['seconds', String(at(-300))],
    ['seconds', String(at(300))],
    ['milliseconds', String(at(-299.999) * 1000)],
    ['iso8601', '2026-12-01T10:05:00Z'],
    ['iso8601', '2026-12-01T11:04:59.9+01:00'],
  ])('in %s is taken within the tolerance: %s', (unit, sent) => {
    expect(verify(sent, unit)).toEqual(VALID);
  });

  it.each<[SignedTimestamp['unit'], string]>([['seconds', String(at(-301))], ['seconds', String(at(301))], ['milliseconds', String(at(0))], ['iso8601', '2026-12-01T10:05:01Z']])(
    'in %s is refused beyond it: %s', (unit, sent) => {
      expect(verify(sent, unit)).toEqual(invalid('timestamp_out_of_tolerance'));
    });

  it.each<[SignedTimestamp['unit'], string]>([
    ['seconds', ''], ['seconds', '-1'], ['seconds', '1e9'], ['seconds', '0x10'], ['seconds', '9'.repeat(400)], ['seconds', 'NaN'], ['milliseconds', 'Infinity'],
    ['iso8601', '2026-12-01'], ['iso8601', '2026-13-41T10:00:00Z'], ['iso8601', '2026-12-01T10:00:00'], ['iso8601', 'Tue, 01 Dec 2026 10:00:00 GMT'],
  ])('in %s is refused where it is none: "%s"', (unit, sent) => {
    expect(verify(sent, unit)).toEqual(invalid('timestamp_malformed'));
  });

  it('is refused where it is missing or there are two', () => {
    for (const value of ['v1=aa', `t=${at(0)},t=${at(1)},v1=aa`]) {
      expect(verifyHmac(schemes.STRIPE, signedRequest({ headers: { 'stripe-signature': value } }), [SECRET])).toEqual(invalid('timestamp_missing'));
    }
  });
});

describe('a token', () => {
  const token = (options: RequestOptions, scheme = schemes.GITLAB, secrets = [SECRET]) => verifyToken(scheme, signedRequest(options), secrets);
  const graph = (...values: unknown[]) => token({ body: JSON.stringify({ value: values }) }, schemes.GRAPH);

  it('in a header', () => {
    expect(token({ headers: { 'X-Gitlab-Token': SECRET } })).toEqual(VALID);
    expect(token({ headers: { 'X-Gitlab-Token': `${SECRET} ` } })).toEqual(invalid('signature_mismatch'));
    expect(token({})).toEqual(invalid('signature_missing'));
  });

  it('with a prefix', () => {
    expect(token({ headers: { Authorization: `Bearer ${SECRET}` } }, schemes.BEARER)).toEqual(VALID);
    expect(token({ headers: { Authorization: SECRET } }, schemes.BEARER)).toEqual(invalid('signature_mismatch'));
  });

  it('in the query', () => {
    expect(token({ query: [['token', SECRET]] }, schemes.QUERY_TOKEN)).toEqual(VALID);
    expect(token({ query: [['Token', SECRET]] }, schemes.QUERY_TOKEN)).toEqual(invalid('signature_missing'));
  });

  it('in each item of a list', () => {
    expect(graph({ clientState: SECRET }, { clientState: SECRET })).toEqual(VALID);
    expect(graph({ clientState: SECRET }, { clientState: 'forged' })).toEqual(invalid('signature_mismatch'));
    expect(graph({ clientState: SECRET }, {})).toEqual(invalid('signature_mismatch'));
    expect(graph()).toEqual(invalid('signature_missing'));
    expect(token({ body: '{"value":{"clientState":"a secret"}}' }, schemes.GRAPH)).toEqual(invalid('signature_missing'));
  });

  it('counts each time it comes', () => {
    expect(token({ headers: [['x-gitlab-token', SECRET], ['x-gitlab-token', 'forged']] })).toEqual(invalid('signature_mismatch'));
    expect(token({ headers: { 'x-gitlab-token': 'old' } }, schemes.GITLAB, [SECRET, 'old'])).toEqual(VALID);
  });

  it('is never empty', () => {
    expect(token({ headers: { 'x-gitlab-token': '' } }, schemes.GITLAB, [''])).toEqual(UNUSABLE);
    expect(token({ headers: { authorization: 'Bearer ' } }, schemes.BEARER, [''])).toEqual(UNUSABLE);
  });
});

describe('a signature over address and form', () => {
  const verify = (options: RequestOptions, secrets = [SECRET]) => verifyFormUrl(schemes.TWILIO, signedRequest(options), secrets);

  it('is refused where it is missing or the secret is empty', () => {
    expect(verify({})).toEqual(invalid('signature_missing'));
    expect(verify({ headers: { 'x-twilio-signature': 'x' } }, [''])).toEqual(UNUSABLE);
  });

  it('is refused where one of two hashes is not the body\'s', () => {
    const hash = createHash('sha256').update('x').digest('hex');
    const request = signedRequest({ body: 'x', query: [['bodySHA256', hash], ['bodySHA256', '0']] });
    const signature = createHmac('sha1', SECRET).update(request.url).digest('base64');
    expect(verify({ body: 'x', query: request.query, headers: { 'x-twilio-signature': signature } })).toEqual(invalid('signature_mismatch'));
  });
});

describe('an Ed25519 signature', () => {
  const verify = (headers: Record<string, string>, keys: string[]) => verifyEd25519(schemes.DISCORD, signedRequest({ headers }), keys);
  const headers = { 'x-signature-ed25519': '00'.repeat(64), 'x-signature-timestamp': String(RECEIVED_SECONDS) };

  it('is refused where it is missing, malformed, old or wrong', () => {
    expect(verify({}, ['00'.repeat(32)])).toEqual(invalid('signature_missing'));
    expect(verify({ ...headers, 'x-signature-timestamp': '1' }, ['00'.repeat(32)])).toEqual(invalid('timestamp_out_of_tolerance'));
    for (const value of ['zz', '00'.repeat(63), '']) expect(verify({ ...headers, 'x-signature-ed25519': value }, ['00'.repeat(32)])).toEqual(invalid('signature_mismatch'));
    expect(verify(headers, ['11'.repeat(32)])).toEqual(invalid('signature_mismatch'));
  });

  it('cannot be checked without a public key', () => {
    expect(verify(headers, ['no key', ''])).toEqual(UNUSABLE);
  });
});
