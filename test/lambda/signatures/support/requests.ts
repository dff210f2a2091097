import type { SignedRequest } from '../../../../lambda/signatures/signed-request';

export const RECEIVED_AT = Date.parse('2026-12-01T10:00:00Z');
export const RECEIVED_SECONDS = RECEIVED_AT / 1_000;
export const URL_OF_DOOR = 'https://hooks.example.com/prod/in';

export interface RequestOptions extends Partial<Omit<SignedRequest, 'body' | 'headers'>> {
  readonly headers?: Readonly<Record<string, string>> | ReadonlyArray<readonly [string, string]>;
  readonly body?: string | Buffer;
}

/** What a test says about a request; the rest is usual. */
export function signedRequest({ headers = [], body = '', ...rest }: RequestOptions = {}): SignedRequest {
  return {
    method: 'POST',
    url: URL_OF_DOOR,
    query: [],
    receivedAt: RECEIVED_AT,
    headers: isList(headers) ? headers : Object.entries(headers),
    body: Buffer.from(body),
    ...rest,
  };
}

function isList(headers: NonNullable<RequestOptions['headers']>): headers is ReadonlyArray<readonly [string, string]> {
  return Array.isArray(headers);
}
