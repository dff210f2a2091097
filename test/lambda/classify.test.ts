import { classify } from '../../lambda/forwarder/target/classify';
import type { Failure } from '../../lambda/forwarder/target/exchange';
import type { StatusHandling } from '../../src/contract/forwarder-configuration';

const NOW = Date.parse('2026-03-01T10:00:00.000Z');
const answer = (status: number, headers = {}, handling: StatusHandling = {}) =>
  classify({ kind: 'answer', status, headers, body: Buffer.alloc(0), bodyIncomplete: false }, NOW, handling);
const failure = (code: string) => classify({ kind: 'failure', code, message: '', maybeSent: false, staleConnection: false } satisfies Failure, NOW);

describe('an answer', () => {
  it.each([200, 201, 202, 204, 206, 299])('%d is a delivery', status => {
    expect(answer(status)).toEqual({ kind: 'delivered' });
  });

  it.each([300, 301, 302, 303, 304, 307, 308, 399])('F2 %d is permanent: a redirect is never followed', status => {
    expect(answer(status, { location: 'https://login.example/' })).toEqual({ kind: 'permanent' });
  });

  it.each([400, 405, 406, 411, 413, 414, 415, 422, 431, 501, 505])('F4 %d is permanent', status => {
    expect(answer(status)).toEqual({ kind: 'permanent' });
  });

  it('F4 410 is permanent, for this webhook and any other', () => {
    expect(answer(410)).toEqual({ kind: 'permanent', gone: true });
  });

  it.each([401, 403, 404, 407])('%d is retried slowly, since a person has to mend something', status => {
    expect(answer(status)).toMatchObject({ kind: 'retry', slow: true });
  });

  it.each([0, 100, 101, 199, 402, 408, 409, 418, 423, 424, 425, 429, 451, 500, 502, 503, 504, 506, 507, 508, 520, 521, 522, 523, 524, 525, 526, 527, 529, 599, 600])('%d is retried', status => {
    expect(answer(status)).toMatchObject({ kind: 'retry', slow: false, retryAfterMillis: undefined });
  });

  it.each([
    ['120', 120_000],
    ['0', 0],
    ['1.5', 1_500],
    [' 7 ', 7_000],
    ['2026', 2_026_000],
    ['100000000000', 100_000_000_000_000],
    ['00120', 120_000],
    ['0.0001', 1],
    ['9'.repeat(400), Infinity],
    ['Sun, 01 Mar 2026 10:00:00 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', Date.parse('9999-12-31T23:59:59Z') - NOW],
    ['Sun, 01 Mar 2026 10:01:00 GMT', 60_000],
    ['Sun, 01 Mar 2026 09:00:00 GMT', 0],
  ])('F5 may ask for a wait by Retry-After: %s', (value, millis) => {
    expect(answer(429, { 'retry-after': value })).toMatchObject({ retryAfterMillis: millis });
  });

  it.each(['', '-5', '-1.5', '+5', '.5', '5 s', '5;', '120, 240', 'NaN', 'Infinity', 'soon', '1e3', '0x10', '1.', '1,5', '2026-03-01', '2026-03-01T11:00:00Z', 'Sun, 41 Mar 2026 10:01:00 GMT', 'Sun, 01 Mar 2026 10:01:00 PST', 'at Sun, 01 Mar 2026 10:01:00 GMT', 'Sun, 01 Mar 2026 10:01:00 GMT+1'])('F5 asks for nothing by a Retry-After that is neither seconds nor an HTTP date: %j', value => {
    expect(answer(503, { 'retry-after': value })).toMatchObject({ retryAfterMillis: undefined });
  });
});

describe('an answer whose status is handled otherwise', () => {
  it.each([400, 404, 410, 422, 302])('%d is retried as after any other failure', status => {
    expect(answer(status, { 'retry-after': '7' }, { retryStatuses: [status] })).toEqual({ kind: 'retry', slow: false, retryAfterMillis: 7_000 });
  });

  it.each([401, 409, 429, 503])('%d is permanent', status => {
    expect(answer(status, {}, { permanentStatuses: [status] })).toEqual({ kind: 'permanent' });
  });

  it('is that status only', () => {
    expect(answer(422, {}, { retryStatuses: [400] })).toEqual({ kind: 'permanent' });
    expect(answer(500, {}, { permanentStatuses: [503] })).toMatchObject({ kind: 'retry' });
  });

  it('is no answer of success', () => {
    expect(answer(200, {}, { permanentStatuses: [200], retryStatuses: [200] })).toEqual({ kind: 'delivered' });
  });
});

describe('an answer that gives up the webhook by a header', () => {
  it.each([401, 429, 503])('%d is permanent', status => {
    expect(answer(status, { 'webhook-delivery': ' Abort-Message' })).toEqual({ kind: 'permanent' });
    expect(answer(status, { 'webhook-delivery': 'abort-message' }, { retryStatuses: [status] })).toEqual({ kind: 'permanent' });
  });

  it('is a delivery all the same with a status of success', () => {
    expect(answer(204, { 'webhook-delivery': 'abort-message' })).toEqual({ kind: 'delivered' });
  });

  it('is none with another value', () => {
    expect(answer(503, { 'webhook-delivery': 'retry' })).toMatchObject({ kind: 'retry' });
  });
});

describe('no answer', () => {
  it.each(['ERR_STREAM_CANNOT_PIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'EPROTO', 'TIMEOUT_CONNECT', 'TIMEOUT_FIRST_BYTE', 'TIMEOUT_TOTAL', 'HPE_INVALID_CONSTANT'])('F1 is retried: %s', code => {
    expect(failure(code)).toEqual({ kind: 'retry', slow: false });
  });

  it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_NOT_YET_VALID', 'CERT_REVOKED', 'CRL_HAS_EXPIRED', 'INVALID_CA', 'INVALID_PURPOSE', 'HOSTNAME_MISMATCH',
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'PATH_LENGTH_EXCEEDED'])('F1 is retried slowly where the certificate is at fault: %s', code => {
    expect(failure(code)).toEqual({ kind: 'retry', slow: true });
  });

  it.each(['ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN', 'ERR_UNESCAPED_CHARACTERS'])('F24 is permanent where the request cannot be sent: %s', code => {
    expect(failure(code)).toEqual({ kind: 'permanent' });
  });
});
