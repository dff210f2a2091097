import { jsonDocument, readPath, scalarText } from './json-document';
import { headersNamed, type SignedRequest } from './signed-request';
import type { HeaderValues, ValueLocation } from '../../src/contract/signature-scheme';

type Readable = Pick<SignedRequest, 'headers' | 'query' | 'body'>;

/** The values at a place of a request; undefined for each that is due there and lacking. */
export function valuesAt(location: ValueLocation, request: Readable): Array<string | undefined> {
  switch (location.from) {
    case 'header': return headersNamed(location.name, request);
    case 'query': return request.query.filter(([name]) => name === location.name).map(([, value]) => value);
    case 'json': return readPath(jsonDocument(request.body), location.path).map(scalarText);
  }
}

/** The items of a header that start with the prefix, without it. */
export function valuesIn({ header, separator, prefix = '' }: HeaderValues, request: SignedRequest): string[] {
  const items = headersNamed(header, request).flatMap(value => separator === undefined ? [value] : value.split(separator));
  return items.map(item => item.trim()).filter(item => item.startsWith(prefix)).map(item => item.slice(prefix.length));
}
