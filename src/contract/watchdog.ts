/** Environment variables of the watchdog. */
export const WATCHDOG_ENVIRONMENT = {
  /** Name of the buffer: a dimension of its metrics, a field of its log lines. */
  BUFFER: 'WEBHOOK_BUFFER_NAME',
  ATTEMPT_TABLE: 'WEBHOOK_BUFFER_ATTEMPT_TABLE',
  /** Id of the event source mapping that feeds the forwarder. */
  EVENT_SOURCE_MAPPING: 'WEBHOOK_BUFFER_EVENT_SOURCE_MAPPING',
  /** Seconds for which the circuit has been open before the mapping is disabled. */
  PAUSE_AFTER_SECONDS: 'WEBHOOK_BUFFER_PAUSE_AFTER_SECONDS',
} as const;
