import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
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

/** One action on one resource, and what it takes to write to it where it is encrypted with a key of one's own. */
export function grantAction(action: string, resourceArn: string, key?: IKey): (forwarder: IGrantable) => void {
  return grantee => {
    Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [resourceArn] });
    key?.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey');
  };
}
