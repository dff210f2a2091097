import type { Pairs } from '../../../pairs';

/** What makes the backend let a request in. */
export interface Credential {
  /** Rejects with {@link CredentialUnavailable} where there is nothing to be had. */
  current(): Promise<SecretHeaders>;
  /** The backend has refused these headers: gets others, unless it was asked for that a moment ago. */
  renew(refused: SecretHeaders): Promise<void>;
}

export interface SecretHeaders {
  readonly headers: Pairs;
  /** What in them is secret, so that it can be taken out of an answer that repeats it. */
  readonly secrets: readonly string[];
}

/** A request cannot be made for want of what only a secret store or a token endpoint has. The webhook waits. */
export class CredentialUnavailable extends Error {
  /**
   * @param slow whether a person has to mend something first
   * @param retryAfterMillis the time for which no one is asked again
   */
  constructor(public readonly code: CredentialErrorCode, message: string, public readonly slow: boolean, public readonly retryAfterMillis?: number) {
    super(message);
  }
}

export type CredentialErrorCode =
  /** The secret store did not give the secret. */
  | 'SECRET_UNAVAILABLE'
  /** The secret is not of a form that it can be used in. */
  | 'SECRET_UNUSABLE'
  /** The token endpoint did not answer, or had a failure of its own. */
  | 'TOKEN_UNAVAILABLE'
  /** The token endpoint does not know the client, or does not grant what it asks for. */
  | 'TOKEN_REFUSED'
  /** Together they took so long that there is no time for the request. */
  | 'CREDENTIALS_TIMEOUT';
