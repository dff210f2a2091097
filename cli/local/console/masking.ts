type Pairs = ReadonlyArray<readonly [name: string, value: string]>;

const SENSITIVE_NAME = /authorization|cookie|token|secret|passw(?:or)?d|api-?_?key|access-?_?key|signature|hmac|credential|session/i;

const MASK = '••••••••';

/** In a query they are often as short as that. */
const SENSITIVE_PARAMETER = /^(?:key|sig|code|pwd)$/i;

/** Headers as one may show them to whoever looks at the screen. */
export function maskHeaders(headers: Pairs): Array<[name: string, value: string]> {
  return headers.map(([name, value]) => [name, SENSITIVE_NAME.test(name) ? MASK : value]);
}

/** A query the same way, and otherwise as it was sent. */
export function maskQuery(query: string): string {
  return query.replace(/([^&=]*)=([^&]*)/g, (pair, name: string) =>
    (SENSITIVE_NAME.test(name) || SENSITIVE_PARAMETER.test(name) ? `${name}=${MASK}` : pair));
}
