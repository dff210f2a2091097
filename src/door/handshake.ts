import type { SecretValue } from 'aws-cdk-lib';
import type { ValueLocation } from '../contract/signature-scheme';

export type ParameterLocation = Exclude<ValueLocation, { readonly from: 'json' }>;

/**
 * A request without a webhook by which a provider makes sure of an address, and which mapping templates can answer. By POST it comes the
 * way of webhooks: it is queued like one, and marked unless it has a body.
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
