/** `message` of the line that the forwarder logs for each attempt; its fields are an {@link AttemptLogLine}. */
export const ATTEMPT_LOG_MESSAGE = 'attempt';

/** `message` of the line that holds an attempt item which could not be written to the table. */
export const ATTEMPT_LOG_FALLBACK_MESSAGE = 'attempt_log_fallback';

export interface AttemptLogLine {
  readonly messageId: string;
  readonly group: string;
  readonly route: string;
  readonly status: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly startedAt: string;
  readonly durationMillis: number;
  readonly httpStatus?: number;
  readonly errorCode?: string;
  readonly retryAt?: string;
}

/** `message` of the line that the forwarder logs for a handshake that came the way of webhooks. */
export const HANDSHAKE_LOG_MESSAGE = 'handshake';

/** `message` of the line that the forwarder logs once the dead-letter queue has a webhook; its fields are a {@link DeadLetterLogLine}. */
export const DEAD_LETTER_LOG_MESSAGE = 'dead_lettered';

/** `message` of the line that the forwarder logs once the parking queue has a webhook; its fields are a {@link DeadLetterLogLine}. */
export const PARKED_LOG_MESSAGE = 'parked';

/** `message` of the line that the forwarder logs for a webhook that is dropped; its fields are a {@link DeadLetterLogLine}. */
export const DISCARDED_LOG_MESSAGE = 'discarded';

export interface DeadLetterLogLine {
  readonly messageId: string;
  readonly group: string;
  readonly reason: string;
  readonly attempts: number;
}

/** `message` of the line that the forwarder logs once the quarantine has a webhook; its fields are a {@link QuarantineLogLine}. */
export const QUARANTINE_LOG_MESSAGE = 'quarantined';

export interface QuarantineLogLine {
  readonly messageId: string;
  readonly group: string;
  readonly route: string;
  /** Such as `signature_mismatch`. */
  readonly reason: string;
}

/** `message` of the line that the forwarder logs for a webhook that was delivered before; its fields are a {@link DuplicateLogLine}. */
export const DUPLICATE_LOG_MESSAGE = 'duplicate';

export interface DuplicateLogLine {
  readonly messageId: string;
  readonly group: string;
  readonly route: string;
  /** Id of the message that was delivered. */
  readonly duplicateOf: string;
}

/** `message` of the line that the forwarder logs when the target's circuit opens, or stays open; its fields are a {@link CircuitOpenedLogLine}. */
export const CIRCUIT_OPENED_LOG_MESSAGE = 'circuit_opened';

export interface CircuitOpenedLogLine {
  readonly reason: 'FAILURES' | 'PROBE_FAILED' | 'RETRY_AFTER';
  readonly openUntil: string;
  /** In a row, since it opened. */
  readonly failedProbes: number;
}

/** `message` of the line that the forwarder logs when a probe found the target well. */
export const CIRCUIT_CLOSED_LOG_MESSAGE = 'circuit_closed';
