import { randomBytes } from 'node:crypto';
import { gzipSync, deflateSync } from 'node:zlib';
import { headerValues, System, type Posted } from './support/system';
import type { BackendRequest } from '../../cli/local/backend/backend';
import type { RawAnswer } from '../cli/gateway/support/http';

jest.setTimeout(60_000);

/** What a sender posts, and what the backend is to get where that differs. */
interface Case extends Posted {
  readonly arrives?: string | Buffer;
  readonly flags?: readonly string[];
}

const MULTIPART = Buffer.concat([
  Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'), randomBytes(512), Buffer.from('\r\n--x--\r\n'),
]);
const JSON_TEXT = '{"b": 1.0,  "a":[1e3, "\\u00fc\\/"],\t"b":2}';

const BODIES: { readonly [name: string]: Case } = {
  'JSON with its blanks, its repeated keys and its escapes': { body: JSON_TEXT },
  'text that is no JSON under a JSON type': { body: 'not = json' },
  'emoji and other UTF-8': { body: '{"text":"Grüße 👩‍👩‍👧 \u2028 \u0000 \ufffe"}' },
  'a byte order mark': { type: 'text/plain', body: '\ufeffhello' },
  'line ends of each kind': { type: 'text/plain', body: 'a\r\nb\nc\r\r\n' },
  'what looks like VTL': { type: 'text/plain', body: '#set($x = 1)$x ${context.stage} $util.urlEncode("a") #if(true)\\"#end \\u0022 $!input.body ## #* *#' },
  'quotation marks and backslashes': { body: '"}","MessageGroupId":"evil\\' },
  'a form': { type: 'application/x-www-form-urlencoded', body: 'a=1&a=2&b=%20+%C3%BC&c' },
  'XML': { type: 'application/xml', body: '<?xml version="1.0" encoding="UTF-8"?>\r\n<a b="&lt;">ü</a>' },
  'a type with a charset': { type: 'application/json; charset=utf-8', body: '{"ü":1}' },
  'JSON of a vendor': { type: 'application/vnd.api+json', body: '{"data":[]}' },
  'random bytes': { type: 'application/octet-stream', body: randomBytes(4_096) },
  'every byte': { type: 'application/octet-stream', body: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)) },
  'base64 under a binary type': { type: 'application/octet-stream', body: 'aGVsbG8=' },
  'JSON under a binary type': { type: 'application/octet-stream', body: '{"a":"\\"b"}' },
  'multipart with binary content': { type: 'multipart/form-data; boundary=x', body: MULTIPART },
  'no content type, which stands for JSON': { type: '', body: '{"a":1}' },
  'gzip, decompressed and flagged': { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync(JSON_TEXT), arrives: JSON_TEXT, flags: ['decoded'] },
  'deflate, decompressed and flagged': { headers: { 'Content-Encoding': 'deflate' }, body: deflateSync('{}x'), arrives: '{}x', flags: ['decoded'] },
  'an empty object, flagged as possibly empty': { body: '{}', flags: ['maybeEmpty'] },
  'an empty body, as the empty object that API Gateway makes of it, flagged': { body: '', arrives: '{}', flags: ['maybeEmpty'] },
  'an empty binary body, flagged': { type: 'application/octet-stream', body: '', flags: ['maybeEmpty'] },
  'bytes that are no UTF-8 under a text type, replaced and flagged': {
    type: 'text/plain', body: Buffer.from([0x61, 0xff, 0x62]), arrives: 'a\ufffdb', flags: ['lossy'],
  },
};

const PATHS = [
  '/plain', '/a%2Fb', '/a%2fb', '/sp%20ace', '/plus+sign', '/%C3%BC', '/trailing/', '/double//slash', '/a;b=c,d', "/~x!$'()*:@", '/%25', '/%5Cback', '/%22quote',
  '/-', '/%7Btest%7D', '/very/'.repeat(20) + 'deep',
];

const HEADERS: { readonly [name: string]: string } = {
  'X-Hub-Signature-256': 'sha256=6dcb09b5b57875f334f61aebed695e2e4193db5e',
  'Stripe-Signature': 't=1492774577,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd',
  'X-Json': '{"a":"\\"b\\\\","c":[1]}',
  'X-Vtl': '#set($x=1)$x $context.stage ${util.urlEncode("a")}',
  'X-Blanks': 'a  b\tc',
  'X-Long': 'x'.repeat(4_000),
  'x-lower': 'lower',
  'X-MIXED-cAsE': 'Mixed',
  'X_Underscore': '_',
  'User-Agent': 'GitHub-Hookshot/044aadd',
  'Accept': '*/*',
  'traceparent': '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};

const QUERY: ReadonlyArray<readonly [name: string, value: string]> = [
  ['a', '1'], ['blank', 'x y'], ['ü', 'ß€👍'], ['empty', ''], ['signs', '&=#?/+%"\'\\$\n'], ['list[]', '1'], ['vtl', '#set($x=1)$x'],
];

let system: System;
const answers: RawAnswer[] = [];

beforeAll(async () => {
  system = await System.start();
  const posts: Array<[path: string, posted?: Posted]> = [
    ...Object.values(BODIES).map((posted, index): [string, Posted] => [`/bodies/${index}`, posted]),
    ...PATHS.map((path): [string] => [`/paths${path}`]),
    ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method): [string, Posted] => [`/methods/${method}`, { method }]),
    ['/headers', { headers: HEADERS }],
    [`/query?${QUERY.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')}`],
    ['/identity', { headers: { 'Idempotency-Key': 'its own', 'Webhook-Buffer-Id': 'forged', 'Webhook-Buffer-Attempt': '9' } }],
  ];
  for (const [path, posted] of posts) answers.push(await system.post(path, posted));
  await system.drained();
});
afterAll(() => system.stop());

/** The one request with this path. */
function arrived(path: string): BackendRequest {
  const [request, ...more] = system.backend.requests.filter(({ url }) => url.split('?')[0] === `/hooks${path}`);
  if (request === undefined || more.length > 0) throw new Error(`${more.length + (request ? 1 : 0)} requests at ${path}; there are ${system.backend.requests.map(({ url }) => url).join(' ')}`);
  return request;
}

const flagsOf = (request: BackendRequest): string[] => headerValues(request, 'webhook-buffer-flags').flatMap(value => value.split(','));

test('P1: all of them are accepted', () => {
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
});

describe('P2: the backend gets the bytes of the body', () => {
  test.each(Object.entries(BODIES).map(([name, posted], index) => ({ name, posted, index })))('$name', ({ posted, index }) => {
    const request = arrived(`/bodies/${index}`);
    expect(request.body.toString('hex')).toBe(Buffer.from(posted.arrives ?? posted.body ?? '').toString('hex'));
    expect(headerValues(request, 'content-length')).toEqual([String(request.body.length)]);
    expect(headerValues(request, 'content-type')).toEqual(posted.type === '' ? [] : [posted.type ?? 'application/json']);
    expect(headerValues(request, 'content-encoding')).toEqual([]);
    expect(flagsOf(request)).toEqual(posted.flags ?? []);
  });
});

describe('P2: the backend gets', () => {
  test.each(PATHS)('the path below the door as it was sent: %s', path => {
    expect(arrived(`/paths${path}`).url).toBe(`/hooks/paths${path}`);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('the method: %s', method => {
    expect(arrived(`/methods/${method}`).method).toBe(method);
  });

  test.each(Object.entries(HEADERS))('headers, their names and values as they were sent: %s', (name, value) => {
    expect(arrived('/headers').headers.filter(([given]) => given.toLowerCase() === name.toLowerCase())).toEqual([[name, value]]);
  });

  test('the query', () => {
    const { url } = arrived('/query');
    expect([...new URL(url, 'http://localhost').searchParams]).toEqual(QUERY);
  });

  test('an identity that no sender can forge', () => {
    const request = arrived('/identity');
    const { messageId } = JSON.parse(answers.at(-1)?.body ?? '') as { messageId: string };
    expect(headerValues(request, 'webhook-buffer-id')).toEqual([messageId]);
    expect(headerValues(request, 'webhook-buffer-attempt')).toEqual(['1']);
    expect(headerValues(request, 'idempotency-key')).toEqual([`"${messageId}"`]);
  });
});
