/** Namespace of the forwarder's metrics in CloudWatch. */
export const METRIC_NAMESPACE = 'WebhookBuffer';

/** The one dimension of each metric; its value is the name of the buffer. Powertools for AWS Lambda names it so. */
export const BUFFER_DIMENSION = 'service';

/** Metrics that the forwarder publishes in CloudWatch's embedded metric format. */
export const METRIC = {
  DELIVERED: 'Delivered',
  RETRIED: 'Retried',
  DEAD_LETTERED: 'DeadLettered',
  DEFERRED: 'Deferred',
  /** Webhooks whose signature is not that of their source. */
  QUARANTINED: 'Quarantined',
  /** Webhooks that wait because their signature could not be checked, such as for want of the secret. */
  VERIFICATION_UNAVAILABLE: 'VerificationUnavailable',
  /** Webhooks that were put into the parking queue. */
  PARKED: 'Parked',
  /** Parked webhooks that left the parking queue after a release: delivered, dead-lettered or discarded. */
  RELEASED: 'Released',
  /** Attempts at webhooks that would have been given up, but block their group. */
  BLOCKED: 'Blocked',
  /** Webhooks that were given up and dropped. */
  DISCARDED: 'Discarded',
  /** Attempts that failed in a way that a person has to mend: credentials, addresses, certificates. */
  TARGET_REFUSED: 'TargetRefused',
  /** Attempts whose target said that it exists no more. */
  TARGET_GONE: 'TargetGone',
  /** Webhooks that were not delivered, since another one with the same id was. */
  DUPLICATES: 'Duplicates',
  /** Handshakes that came the way of webhooks; the door has answered them, and they are not forwarded. */
  HANDSHAKES: 'Handshakes',
  /** Milliseconds that the target took to answer. */
  TARGET_LATENCY: 'TargetLatency',
  /** Milliseconds from the door to the success answer. */
  DELIVERY_AGE: 'DeliveryAge',
  /** The circuit opened, or a probe failed and it stays open. */
  CIRCUIT_OPENED: 'CircuitOpened',
  CIRCUIT_CLOSED: 'CircuitClosed',
  /** Webhooks that were deferred since the circuit is open; they are among the deferred ones. */
  HELD_BY_CIRCUIT: 'HeldByCircuit',
  /** Each minute 1 while the forwarder gets no webhooks, since its event source mapping is disabled, and 0 else. */
  PAUSED: 'Paused',
  /** The circuit's state could not be read or written. Deliveries go on. */
  CIRCUIT_STATE_FAILED: 'CircuitStateFailed',
  /** Announcements that a destination did not take. */
  DESTINATION_FAILED: 'DestinationFailed',
  ATTEMPT_LOG_FAILED: 'AttemptLogFailed',
  VISIBILITY_CHANGE_FAILED: 'VisibilityChangeFailed',
} as const;
