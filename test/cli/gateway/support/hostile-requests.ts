import fc from 'fast-check';

/** A request as a hostile sender would make it: everything that it chooses. */
export interface HostileRequest {
  readonly method: string;
  /** Below the route, percent-encoded, with its leading slash. */
  readonly below: string;
  readonly query: ReadonlyArray<readonly [name: string, value: string]>;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: Buffer;
}

const FRAGMENTS = [
  '"', "'", '\\', '\\"', '\r\n', '\0', '\u001a', '\ufeff', '\ufffd', '\u2028', '🎉', 'é', '$', '#', '$!{x}', '${', '#set($group = "stolen")', '#end', '#if(true)',
  '$util.urlEncode("x")', '$input.body', '$context.identity.sourceIp', '","MessageGroupId":"stolen', '&MessageGroupId=stolen', '{}', '{', '[', ']', '}', '</script>',
  '%22', '%', '+', '~', ' ', '\t', '=', '==', 'AAAA', '../', '//', 'null', 'true', '-0', '1e400', 'A'.repeat(130),
];

const fragment = fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: 'binary', maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 8 }));
export const hostileText = fc.array(fragment, { maxLength: 6 }).map(parts => parts.join('').replace(/\p{Surrogate}/gu, '?'));

/** Names that mean something to Java's or JavaScript's maps, or to the templates. */
const HEADER_NAMES = [
  'X-Group', 'x-group', 'X-Delivery', 'get', 'size', 'keySet', 'length', 'put', 'isEmpty', 'class', 'constructor', '__proto__', 'toString', 'Authorization', 'authorization',
  'User-Agent', 'Accept', 'Cookie', '1', '10', '2', 'X-Forwarded-For', 'x-amzn-requestid', 'Content-Encoding', '!#$%&\'*+-.^_`|~',
];

/** What HTTP allows in a header, which is decoded byte by byte. */
const headerValue = hostileText.map(text => text.replace(/[^\t\x20-\x7e\xa0-\xff]/g, '').trim().slice(0, 300));
const headerName = fc.oneof(fc.constantFrom(...HEADER_NAMES), fc.stringMatching(/^x-[a-zA-Z0-9_-]{1,12}$/));
const headers = fc.uniqueArray(fc.tuple(headerName, headerValue), { maxLength: 10, selector: ([name]) => name.toLowerCase() })
  .map(pairs => pairs.map(([name, value]) => [name, name.toLowerCase() === 'content-encoding' ? 'identity' : value] as const));

const query = fc.uniqueArray(fc.tuple(fc.oneof(fc.constantFrom('group', 'delivery', 'get', '10', '2', 'x-group'), hostileText), hostileText), {
  maxLength: 6,
  selector: ([name]) => name,
}).map(pairs => pairs.filter(([name]) => name !== ''));

const below = fc.array(hostileText.map(text => encodeURIComponent(text)), { maxLength: 3 }).map(segments => segments.map(segment => `/${segment}`).join(''));

/** Doubles of few digits: others print differently from one Java to the next. */
const double = fc.tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: -12, max: 20 })).map(([digits, exponent]) => Number(`${digits}e${exponent}`));

/** Values at the place that the templates under test read, and texts that are almost JSON. */
const json = fc.oneof(
  fc.oneof(hostileText, fc.integer(), double, fc.boolean(), fc.constant(null), fc.array(fc.integer())).map(id => JSON.stringify({ order: { id } })),
  fc.json(),
  fc.tuple(fc.json(), fragment).map(([text, inserted]) => text + inserted),
  fc.constantFrom("{'order':{'id':'a'}}", '{"order":{"id":007}}', '{"order":{"id":1.50}},', '{order:{id:x y}}', '\ufeff{"order":{"id":1}}', '{"order":{"id":"a"', '[1', '{"order":{"id":NaN}}'),
);

/** A body that is text to API Gateway, though not always UTF-8. */
export const textBody = fc.oneof(
  fc.oneof(json, hostileText).map(text => Buffer.from(text)),
  fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes)),
);

export const binaryBody = fc.oneof(textBody, fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes)));

export function hostileRequest(body: fc.Arbitrary<Buffer>): fc.Arbitrary<HostileRequest> {
  return fc.record({ method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'), below, query, headers, body });
}

/** Percent-encoded, but for the blank, which may also be written as a plus. */
export function queryString({ query: pairs }: HostileRequest): string {
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll('%20', '+')}`).join('&');
}
