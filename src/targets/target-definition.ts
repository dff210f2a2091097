import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { TargetConfiguration } from '../contract/forwarder-configuration';

/** All that is to know about a kind of target. */
export interface TargetDefinition {
  /** Most milliseconds that one attempt takes. */
  readonly attemptMillis: number;
  readonly configuration: TargetConfiguration;
  /** The same for a forwarder that runs in a VPC, where that makes a difference. */
  readonly configurationInVpc?: TargetConfiguration;
  /** Lets the forwarder reach it. */
  readonly grant: (forwarder: IGrantable) => void;
}
