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
  /** Attempts that failed in a way that a person has to mend: credentials, addresses, certificates. */
  TARGET_REFUSED: 'TargetRefused',
  /** Attempts whose target said that it exists no more. */
  TARGET_GONE: 'TargetGone',
  /** Handshakes that came the way of webhooks; the door has answered them, and they are not forwarded. */
  HANDSHAKES: 'Handshakes',
  /** Milliseconds that the target took to answer. */
  TARGET_LATENCY: 'TargetLatency',
  /** Milliseconds from the door to the success answer. */
  DELIVERY_AGE: 'DeliveryAge',
  ATTEMPT_LOG_FAILED: 'AttemptLogFailed',
  VISIBILITY_CHANGE_FAILED: 'VisibilityChangeFailed',
} as const;
