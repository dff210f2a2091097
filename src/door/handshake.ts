import type { SecretValue } from 'aws-cdk-lib';
import type { Challenge } from '../contract/challenge';
import type { ValueLocation } from '../contract/signature-scheme';

export type ParameterLocation = Exclude<ValueLocation, { readonly from: 'json' }>;

/**
 * A request without a webhook by which a provider makes sure of an address, and which mapping templates can answer. By POST it comes the
 * way of webhooks: the direct door queues it like one, marked unless it has a body, and the function door answers it like a challenge. Such a
 * one repeats a value, and requires no other.
 */
export interface Handshake {
  readonly method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST';
  /** The value that the answer repeats. A request without it is no handshake; absent, each request of the method is one. */
  readonly echoes?: ParameterLocation;
  /** Values that have to come along. */
  readonly requires?: readonly RequiredValue[];
  readonly answer: HandshakeAnswer;
}

/** Either a secret, or one of a few values. */
export interface RequiredValue {
  readonly at: ParameterLocation;
  readonly secret?: SecretValue;
  readonly oneOf?: readonly string[];
}

export interface HandshakeAnswer {
  /** The body: absent, there is none, or that of the acknowledgement where the handshake comes by POST. */
  readonly contentType?: 'text/plain' | 'application/json';
  /** JSON field that holds the repeated value; without one the body is the value. */
  readonly field?: string;
  /** Header that holds the repeated value. */
  readonly header?: string;
  /** Further headers, always the same. */
  readonly headers?: { readonly [name: string]: string };
}

/** Handshakes that come the way of webhooks, as the function door answers them. */
export function postedChallenges(handshakes: readonly Handshake[]): Challenge[] {
  return handshakes.flatMap(({ method, echoes, answer: { contentType, header } }) => {
    if (method !== 'POST' || echoes === undefined) return [];
    const echo = { kind: 'echo' as const, of: echoes };
    const text = contentType === undefined ? undefined : echo;
    const headers = header === undefined ? undefined : { [header]: echo };
    return [{ when: { method, has: echoes, empty: true }, signed: false, answer: { status: 200, contentType, text, headers } }];
  });
}
