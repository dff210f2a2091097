import fc from 'fast-check';
import { type HostileRequest, hostileText } from './hostile-requests';

/** Values that try to be taken for a good answer, a header, a page, a template or JSON. */
const value = fc.oneof(
  fc.constantFrom(
    'subscribe', 'token-1', '1158201444', 'a b:c', '', ' ', '"', "'", '\\', '\r\nSet-Cookie: a=b', '<script>alert(1)</script>', '#set($good = "yes")',
    '$secret', '${echo}', '"}', "' == '",
    'x'.repeat(1024), 'x'.repeat(1025), '\u2028', 'é', '%0d%0a', 'true',
  ),
  hostileText,
);

const names = (...all: string[]) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...all), value), { selector: ([name]) => name.toLowerCase(), maxLength: all.length });

/** A request as whoever knows of the handshakes of `shipped-templates` would make it. */
export const hostileHandshake: fc.Arbitrary<HostileRequest> = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'),
  below: fc.constant(''),
  brokenQuery: fc.constant([]),
  query: names('hub.challenge', 'hub.mode', 'hub.verify_token', 'x-challenge'),
  headers: names('X-Challenge', 'x-challenge', 'hub.challenge').map(pairs => pairs.map(([name, text]) => [name, text.replace(/[^\t\x20-\x7e\xa0-\xff]/g, '').trim()] as const)),
  body: fc.constantFrom('', '{}', '{"a":1}').map(text => Buffer.from(text)),
});
