import type { Pairs } from '../pairs';

/** A request as far as a signature can cover it. */
export interface SignedRequest {
  readonly method: string;
  /** As the sender called it, query included. */
  readonly url: string;
  readonly headers: Pairs;
  /** Decoded. */
  readonly query: Pairs;
  readonly body: Buffer;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** Nothing keeps the query as it was sent, so it is encoded anew: what must not be in a query is escaped, blanks by `%20`. */
export function requestUrl(host: string, path: string, query: Pairs): string {
  const parameters = query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return `https://${host}${path}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** All values of a header, whose name is given in lower case. */
export function headersNamed(name: string, { headers }: Pick<SignedRequest, 'headers'>): string[] {
  return headers.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value);
}

/** The value of a header that came once; of a repeated one nothing tells which was signed. */
export function onlyHeader(name: string, request: SignedRequest): string | undefined {
  const values = headersNamed(name, request);
  return values.length === 1 ? values[0] : undefined;
}
