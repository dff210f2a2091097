import { join } from 'node:path';
import type { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, type FunctionOptions, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface PackagedFunctionProps extends FunctionOptions {
  /** Folder of the bundle in this package's assets. */
  readonly bundle: string;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

export interface PackagedFunction {
  readonly function: LambdaFunction;
  readonly role: Role;
}

/** Named by its string, which CDK releases before 2.225 have no constant for. */
const NODEJS_24 = new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: true });

const ASSETS = join(__dirname, '..', '..', 'assets');

/** A function whose code comes with this package. It has a log group of its own, and a role that may write there and do nothing else yet. */
export function packagedFunction(scope: Construct, { bundle, logRetention, removalPolicy, ...options }: PackagedFunctionProps): PackagedFunction {
  const logGroup = new LogGroup(scope, 'Logs', { retention: logRetention, removalPolicy });
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
  const lambda = new LambdaFunction(scope, 'Function', {
    code: Code.fromAsset(join(ASSETS, bundle)),
    handler: 'index.handler',
    runtime: NODEJS_24,
    architecture: Architecture.ARM_64,
    role,
    logGroup,
    ...options,
  });
  return { function: lambda, role };
}
