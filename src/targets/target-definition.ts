import type { TargetConfiguration } from '../contract/forwarder-configuration';

/** All that is to know about a kind of target. */
export interface TargetDefinition {
  /** Most milliseconds that one attempt takes. */
  readonly attemptMillis: number;
  readonly configuration: TargetConfiguration;
}
