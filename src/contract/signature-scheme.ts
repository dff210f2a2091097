/** How a provider signs its webhooks. What is secret is not in here. */
export type SignatureScheme = HmacScheme | Ed25519Scheme | TokenScheme | FormUrlScheme | CertificateScheme;

/** Where in a request a value stands; header names are lower-case. */
export type ValueLocation =
  | { readonly from: 'header'; readonly name: string }
  | { readonly from: 'query'; readonly name: string }
  | { readonly from: 'json'; readonly path: string };

/**
 * One or more values in a header: it is split at the separator, where there is one, and the items that start with the prefix count, without it.
 * `{ header: 'stripe-signature', separator: ',', prefix: 'v1=' }` finds two signatures in `t=1,v1=aa,v1=bb`.
 */
export interface HeaderValues {
  readonly header: string;
  readonly separator?: string;
  readonly prefix?: string;
}

/** A part of what is signed, in its place. */
export type SignedPart =
  | { readonly part: 'text'; readonly text: string }
  | { readonly part: 'header'; readonly name: string }
  /** The address that the provider was given, query included. */
  | { readonly part: 'url' }
  /** The timestamp as it was sent. */
  | { readonly part: 'timestamp' }
  | { readonly part: 'body' };

export interface SignedTimestamp {
  readonly at: HeaderValues | { readonly json: string };
  readonly unit: 'seconds' | 'milliseconds' | 'iso8601';
  /** How far it may be from the time at which the door received the webhook. */
  readonly toleranceSeconds: number;
}

export interface HmacScheme {
  readonly kind: 'hmac';
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  readonly signatures: HeaderValues;
  readonly signed: readonly SignedPart[];
  readonly timestamp?: SignedTimestamp;
  /** How the secret's text becomes the key. */
  readonly key: { readonly encoding: 'utf8' | 'hex' | 'base64'; readonly prefix?: string };
}

/** Signed with a private key; the secret's text is the public key in hexadecimal. */
export interface Ed25519Scheme {
  readonly kind: 'ed25519';
  readonly signatures: HeaderValues;
  readonly signed: readonly SignedPart[];
  readonly timestamp?: SignedTimestamp;
}

/** Not signed: the provider sends the secret itself. */
export interface TokenScheme {
  readonly kind: 'token';
  /** Each value found has to equal the secret, and one has to be found. */
  readonly at: ValueLocation;
  readonly prefix?: string;
}

/** Twilio's: HMAC-SHA1 over the address and the sorted parameters of a form, or over an address that holds the SHA-256 of the body. */
export interface FormUrlScheme {
  readonly kind: 'formUrl';
  readonly signatures: HeaderValues;
  /** Query parameter that holds the SHA-256 of a body that is no form, hexadecimal. */
  readonly bodyHashParameter: string;
}

/** PayPal's: RSA over CRC32 of the body, with a certificate whose address comes along and has to lie on one of the hosts. The secret's text is the webhook id. */
export interface CertificateScheme {
  readonly kind: 'certificate';
  readonly signatures: HeaderValues;
  readonly transmissionIdHeader: string;
  readonly timestamp: SignedTimestamp;
  readonly certificateUrlHeader: string;
  readonly certificateHosts: readonly string[];
}
