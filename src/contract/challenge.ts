import type { ValueLocation } from './signature-scheme';

/** A request by which a provider checks an address, and that takes code to answer. It is answered and not queued. */
export interface Challenge {
  readonly when: ChallengeCondition;
  /** Whether the request has to be signed like a webhook. */
  readonly signed: boolean;
  readonly answer: ChallengeAnswer;
}

/** Holds for a request of the method that has the value there: that value, or any. */
export interface ChallengeCondition {
  readonly method: 'GET' | 'POST';
  readonly has: ValueLocation;
  readonly equals?: string | number;
  /** Only of a request that has no body, or `{}` for one. */
  readonly empty?: boolean;
}

/** Either one value as the whole body, or an object of them as JSON, or nothing. */
export interface ChallengeAnswer {
  readonly status: number;
  readonly contentType?: string;
  readonly text?: AnswerValue;
  readonly fields?: { readonly [name: string]: AnswerValue };
  readonly headers?: { readonly [name: string]: AnswerValue };
}

export type AnswerValue =
  | { readonly kind: 'constant'; readonly value: string | number }
  | { readonly kind: 'copy'; readonly of: ValueLocation }
  /** A copy of what matches {@link ECHOED}. */
  | { readonly kind: 'echo'; readonly of: ValueLocation }
  /**
   * The secret's HMAC-SHA256 of a value of the request, which has to be a {@link HASHED_WORD}: the secret signs webhooks too, and whoever
   * could have it sign anything could have it sign a webhook.
   */
  | { readonly kind: 'hmac'; readonly of: ValueLocation; readonly encoding: 'hex' | 'base64'; readonly prefix?: string };

/** Nothing that a browser, a header or a JSON string could take for more than text. */
export const ECHOED = '[+A-Za-z0-9 ._~:,;@!?/=()*|-]{1,1024}';

/** No JSON, no form and no `v0:…` is one. */
export const HASHED_WORD = /^[A-Za-z0-9._~+/=-]{1,128}$/;
