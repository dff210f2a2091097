/** What came of checking a signature. The reasons are codes for the log, and tell nothing of what was sent. */
export type Verification =
  | { readonly result: 'valid' }
  | { readonly result: 'invalid'; readonly reason: InvalidReason }
  | { readonly result: 'unavailable'; readonly reason: UnavailableReason };

export type InvalidReason =
  | 'signature_missing'
  | 'signature_mismatch'
  /** A value that is signed along is missing or came more than once. */
  | 'signed_value_missing'
  | 'timestamp_missing'
  | 'timestamp_malformed'
  | 'timestamp_out_of_tolerance'
  /** The certificate's address is none of the provider's. */
  | 'certificate_refused'
  | 'certificate_invalid';

export type UnavailableReason =
  | 'secret_unavailable'
  /** It is empty, or is not encoded as the provider's are. */
  | 'secret_unusable'
  /** The webhook came after the secret was read, and it is too soon to read it again. */
  | 'secret_maybe_rotated'
  | 'certificate_unavailable';

export const VALID: Verification = { result: 'valid' };
export const invalid = (reason: InvalidReason): Verification => ({ result: 'invalid', reason });
export const unavailable = (reason: UnavailableReason): Verification => ({ result: 'unavailable', reason });
