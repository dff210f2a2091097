import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebhookSecret, WebhookSource } from '../../../src';

/** A webhook as its provider posts it. */
export interface SentWebhook {
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
}

/** A webhook as the backend gets it. */
export interface DeliveredWebhook {
  /** The address that the provider called. */
  readonly url: string;
  readonly body: Buffer;
  /** The one value of a header, and nothing where there is none or more than one. */
  header(name: string): string;
}

/** A webhook that was published with its signature. */
export interface PublishedWebhook extends SentWebhook {
  /** The address that it was signed for, where that is part of what is signed. */
  readonly url?: string;
}

/** A provider as it signs, and as its library (or, where it has none for Node.js, its documentation) checks what it has signed. */
export interface Provider {
  /** Also the route. */
  readonly name: string;
  /** As text, in the way in which it is kept. */
  readonly secret: string;
  readonly source: (secret: WebhookSecret) => WebhookSource;
  /** Bodies that the provider has published, by what they are. */
  readonly examples: { readonly [name: string]: Buffer };
  /** The first example's group, unless the source leaves each webhook to itself. */
  readonly group?: string;
  /** Whether the source tells a webhook that is sent again. */
  readonly deduplicated: boolean;
  /** That of the examples, where it stands in the body: each event that is sent has its own. */
  readonly eventId?: string;
  /** The source without its secret, where what is signed cannot be checked here: PayPal's certificates are not on this machine. */
  readonly unchecked?: () => WebhookSource;
  /** Posted as they are, signature and time included. */
  readonly published?: readonly PublishedWebhook[];
  /** Query that the address is registered with. */
  readonly query?: string;
  /** What a stranger could change, by what it is. */
  readonly forgeries: { readonly [name: string]: Forgery };
  /** @param url at which it is posted */
  sign(body: Buffer, url: string): SentWebhook | Promise<SentWebhook>;
  /** Whether it comes from the provider. Some libraries throw where it does not. */
  verify(delivered: DeliveredWebhook): boolean | Promise<boolean>;
}

export type Forgery = (webhook: SentWebhook) => SentWebhook;

/** A file beside this one, byte by byte. */
export const payload = (file: string): Buffer => readFileSync(join(__dirname, 'payloads', file));

export const hmac = (algorithm: string, key: string, content: ReadonlyArray<string | Buffer>, encoding: 'hex' | 'base64'): string =>
  createHmac(algorithm, key).update(Buffer.concat(content.map(part => Buffer.from(part)))).digest(encoding);

export const unixSeconds = (): string => String(Math.floor(Date.now() / 1_000));
