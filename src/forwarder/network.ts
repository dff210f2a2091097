import { Stack } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, type SubnetSelection, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Effect, type IRole, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { invalidProperty } from '../private/invalid-property';
import type { WebhookBufferProps } from '../webhook-buffer-props';

/** Where in a VPC the forwarder runs. */
export interface ForwarderNetwork {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  /** Without any, CDK makes one that lets the function call out. */
  readonly securityGroups?: ISecurityGroup[];
}

type NetworkProps = Pick<WebhookBufferProps, 'vpc' | 'vpcSubnets' | 'securityGroups'>;

/** A gateway or an endpoint has to lead out of these subnets, since the forwarder calls SQS, DynamoDB and its target. */
const DEFAULT_SUBNETS: SubnetSelection = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };

export function forwarderNetwork(scope: IConstruct, { vpc, vpcSubnets, securityGroups }: NetworkProps): ForwarderNetwork | undefined {
  if (vpc) return { vpc, vpcSubnets: vpcSubnets ?? DEFAULT_SUBNETS, securityGroups };
  if (vpcSubnets) throw invalidProperty(scope, 'vpcSubnets', 'a selection', 'it selects from vpc, which is not given');
  if (securityGroups) throw invalidProperty(scope, 'securityGroups', 'a list', 'they belong to vpc, which is not given');
  return undefined;
}

const DESCRIBE = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
const MANAGE = ['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:UnassignPrivateIpAddresses'];

/** What Lambda needs to connect a function to a VPC; it asks for the permission to delete interfaces on all resources of the account. */
export function grantConnecting(role: IRole): void {
  const resource = Stack.of(role).formatArn({ service: 'ec2', resource: '*', resourceName: '*' });
  role.addToPrincipalPolicy(new PolicyStatement({ actions: DESCRIBE, resources: ['*'] }));
  role.addToPrincipalPolicy(new PolicyStatement({ actions: MANAGE, resources: [resource] }));
}

/** All of that is for Lambda, and none of it for the code that runs in the function. A policy of its own, since the role's has to be there before the function. */
export function denyOwnCode(scope: Construct, role: IRole, code: IFunction): void {
  new Policy(scope, 'OwnCode', {
    roles: [role],
    statements: [new PolicyStatement({
      effect: Effect.DENY,
      actions: [...DESCRIBE, ...MANAGE],
      resources: ['*'],
      conditions: { ArnEquals: { 'lambda:SourceFunctionArn': code.functionArn } },
    })],
  });
}
