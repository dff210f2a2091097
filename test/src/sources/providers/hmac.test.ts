import { Duration } from 'aws-cdk-lib';
import { HmacAlgorithm, SignatureEncoding, SignedContent, WebhookSource } from '../../../../src';
import { secret } from '../support/all-sources';
import { isSignedBy } from '../support/signed-by';

const header = 'X-Acme-Signature';

test('signs the body in hexadecimal with SHA-256 by default', () => {
  expect(isSignedBy(WebhookSource.hmac({ secret, header }), {
    secret: 'secret',
    body: 'test',
    headers: { 'x-acme-signature': '0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914' },
  })).toBe(true);
});

test('can be told all that a sender does otherwise', () => {
  const source = WebhookSource.hmac({
    secret,
    header,
    prefix: 'v1=',
    separator: ',',
    algorithm: HmacAlgorithm.SHA512,
    encoding: SignatureEncoding.BASE64,
    signed: [SignedContent.header('X-Acme-Id'), SignedContent.text('.'), SignedContent.timestamp(), SignedContent.url(), SignedContent.body()],
    timestampHeader: 'X-Acme-Time',
    tolerance: Duration.minutes(1),
  });
  expect(source._definition.signature).toEqual({
    kind: 'hmac',
    algorithm: 'sha512',
    encoding: 'base64',
    signatures: { header: 'x-acme-signature', prefix: 'v1=', separator: ',' },
    signed: [{ part: 'header', name: 'x-acme-id' }, { part: 'text', text: '.' }, { part: 'timestamp' }, { part: 'url' }, { part: 'body' }],
    timestamp: { at: { header: 'x-acme-time' }, unit: 'seconds', toleranceSeconds: 60 },
    key: { encoding: 'utf8' },
  });
});

test.each<[string, () => unknown, string]>([
  ['a header that HTTP has not', () => WebhookSource.hmac({ secret, header: 'X Acme' }), 'WebhookSource.hmac: header: "X Acme"'],
  ['a signature that does not cover the body', () => WebhookSource.hmac({ secret, header, signed: [SignedContent.url()] }), 'contents with SignedContent.body()'],
  ['a time without its header', () => WebhookSource.hmac({ secret, header, signed: [SignedContent.timestamp(), SignedContent.body()] }), 'it needs timestampHeader'],
])('refuses %s', (_, act, message) => {
  expect(act).toThrow(message);
});
