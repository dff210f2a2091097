import fc from 'fast-check';
import { type RecordOptions, webhookOf } from './support/records';
import { outgoingHeaders } from '../../lambda/forwarder/target/outgoing-headers';

const identity = { messageId: '5fea7756-0ea4-451a-a703-a558b933e274', group: 'acme%2Forders', attempt: 3 };

type Pair = readonly [name: string, value: string];

function headersFor(options: RecordOptions, forwardHeaders: readonly string[] = [], given = identity, own: readonly Pair[] = []): Pair[] {
  const flat = outgoingHeaders(webhookOf(options), given, 'backend.example', new Set(forwardHeaders), own);
  return flat.flatMap((name, index) => index % 2 === 0 ? [[name, flat[index + 1]] as const] : []);
}

function valuesOf(pairs: readonly Pair[], wanted: string): string[] {
  return pairs.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
}

describe('the outgoing headers', () => {
  it('P2 keep name, order, letter case and repetition of what was sent', () => {
    const headers: Pair[] = [['X-Hub-Signature-256', 'sha256=ab'], ['content-type', 'text/plain; charset=latin1'], ['X-Twice', '1'], ['User-Agent', 'Hookshot'], ['x-twice', '2'], ['Content-Encoding', 'gzip']];
    expect(headersFor({ headers }).slice(0, headers.length)).toEqual(headers);
  });

  it('P7 of the target take the place of those that the webhook has by these names', () => {
    const headers: Pair[] = [['x-tenant', 'forged'], ['X-Kept', '1'], ['X-TENANT', 'forged again']];
    const sent = headersFor({ headers }, ['x-tenant'], identity, [['X-Tenant', 'acme']]);
    expect(valuesOf(sent, 'x-tenant')).toEqual(['acme']);
    expect(valuesOf(sent, 'x-kept')).toEqual(['1']);
  });

  it('tell what the buffer knows about the webhook', () => {
    const added = headersFor({ headers: [], body: 'äöü', flags: ['lossy', 'groupMissing'] });
    expect(added).toEqual([
      ['Host', 'backend.example'],
      ['Content-Length', '6'],
      ['Via', '1.1 webhook-buffer'],
      ['X-Forwarded-For', '192.0.2.7'],
      ['X-Forwarded-Proto', 'https'],
      ['X-Forwarded-Host', 'abc123.execute-api.eu-west-1.amazonaws.com'],
      ['webhook-buffer-id', '5fea7756-0ea4-451a-a703-a558b933e274'],
      ['webhook-buffer-attempt', '3'],
      ['webhook-buffer-group', 'acme%2Forders'],
      ['webhook-buffer-first-received-at', '2026-03-01T10:00:00.000Z'],
      ['idempotency-key', '"5fea7756-0ea4-451a-a703-a558b933e274"'],
      ['webhook-buffer-flags', 'lossy,groupMissing'],
    ]);
  });

  it('have no flags where the webhook is as it was sent', () => {
    expect(valuesOf(headersFor({}), 'webhook-buffer-flags')).toEqual([]);
  });

  it('F26 state the number of bytes, also of an empty and of a binary body', () => {
    const lengthOf = (body: string | Buffer) => valuesOf(headersFor({ body, headers: [['Content-Length', '999']] }), 'content-length');
    expect([lengthOf(''), lengthOf(Buffer.from([0, 255, 10]))]).toEqual([['0'], ['3']]);
  });

  it.each([
    'Connection', 'Keep-Alive', 'Proxy-Authorization', 'Proxy-Connection', 'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade', 'HTTP2-Settings', 'Expect',
    'Accept-Encoding', 'Forwarded', 'X-Forwarded-Port', 'X-Amzn-Trace-Id', 'X-Amz-Cf-Id', 'X-Amz-Security-Token', 'CloudFront-Viewer-Country', 'Authorization',
    'Cookie', 'COOKIE', 'X-Api-Key',
  ])('F26 leave out %s', name => {
    expect(valuesOf(headersFor({ headers: [[name, 'hostile']] }), name.toLowerCase())).toEqual([]);
  });

  it.each(['X-Amz-Sns-Message-Type', 'X-Hub-Signature-256', 'Stripe-Signature', 'User-Agent'])('P2 keep %s', name => {
    expect(valuesOf(headersFor({ headers: [[name, 'as it came']] }), name.toLowerCase())).toEqual(['as it came']);
  });

  it.each(['Host', 'Content-Length', 'X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host', 'Webhook-Buffer-Id', 'webhook-buffer-group', 'Webhook-Buffer-Flags', 'Idempotency-Key'])('P7 do not take a sender\'s word for %s', name => {
    expect(valuesOf(headersFor({ headers: [[name, 'hostile']] }), name.toLowerCase())).not.toContain('hostile');
  });

  it('F26 leave out what Connection lists, in whatever case and however often', () => {
    const names = headersFor({ headers: [['Connection', 'close, X-One'], ['connection', 'x-TWO,'], ['X-One', '1'], ['x-two', '2'], ['X-Three', '3']] }).map(([name]) => name);
    expect(names.filter(name => /^x-(one|two|three)$/i.test(name))).toEqual(['X-Three']);
  });

  it('leave out Content-Encoding where API Gateway decoded the body', () => {
    expect(valuesOf(headersFor({ headers: [['Content-Encoding', 'gzip']], flags: ['decoded'] }), 'content-encoding')).toEqual([]);
  });

  it.each(['authorization', 'cookie', 'x-amzn-trace-id'])('forward %s where the owner asks for it', name => {
    expect(valuesOf(headersFor({ headers: [[name.toUpperCase(), 'value']] }, [name]), name)).toEqual(['value']);
  });

  it.each(['connection', 'transfer-encoding', 'webhook-buffer-id', 'x-forwarded-port'])('do not forward %s even where the owner asks for it', name => {
    expect(valuesOf(headersFor({ headers: [[name, 'hostile']] }, [name]), name)).not.toContain('hostile');
  });

  it('carry any group id in characters that are safe in a header', () => {
    expect(valuesOf(headersFor({}, [], { ...identity, group: 'ü\r\nX: y 😀' }), 'webhook-buffer-group')).toEqual(['%C3%BC%0D%0AX:%20y%20%F0%9F%98%80']);
  });

  it('F26 have one Host, one Content-Length and nothing that frames a message otherwise, whatever was sent', () => {
    const name = fc.oneof(fc.constantFrom('connection', 'Host', 'CONTENT-LENGTH', 'Transfer-Encoding', 'te', 'x-one', 'X-Forwarded-For', 'upgrade'), fc.stringMatching(/^[A-Za-z0-9-]{1,12}$/));
    const value = fc.oneof(fc.constantFrom('chunked', 'close', 'x-one', 'keep-alive, te'), fc.string());
    fc.assert(fc.property(fc.array(fc.tuple(name, value), { maxLength: 12 }), headers => {
      const pairs = headersFor({ headers });
      const names = pairs.map(([given]) => given.toLowerCase());
      expect(names.filter(given => ['host', 'content-length', 'x-forwarded-for', 'idempotency-key'].includes(given)).sort()).toEqual(['content-length', 'host', 'idempotency-key', 'x-forwarded-for']);
      expect(names).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(connection|transfer-encoding|te|upgrade|keep-alive|trailer|expect)$/)]));
      // What is left of the sender's stands first and in order.
      const own = pairs.slice(0, names.indexOf('host'));
      expect(headers.filter(pair => own.some(([given, text]) => given === pair[0] && text === pair[1])).length).toBeGreaterThanOrEqual(own.length);
    }));
  });
});
