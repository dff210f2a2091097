type Pairs = ReadonlyArray<readonly [name: string, value: string]>;

const SENSITIVE_NAME = /authorization|cookie|token|secret|passw(?:or)?d|api-?_?key|access-?_?key|signature|hmac|credential|session/i;

const MASK = '••••••••';

/** Headers as one may show them to whoever looks at the screen. */
export function maskHeaders(headers: Pairs): Array<[name: string, value: string]> {
  return headers.map(([name, value]) => [name, SENSITIVE_NAME.test(name) ? MASK : value]);
}
