import { createHash } from 'node:crypto';

/** A kind of resource that has a name of its own, which CloudFormation makes up where the template states none. */
interface NamedKind {
  readonly property: string;
  readonly service: string;
  readonly maxLength: number;
  readonly arnResource: (name: string) => string;
  /** Whether its ARN goes without region and account. */
  readonly global?: boolean;
  /** Whether `Ref` gives the ARN rather than the name. */
  readonly refIsArn?: boolean;
  readonly lowerCase?: boolean;
}

const TABLE: NamedKind = { property: 'TableName', service: 'dynamodb', maxLength: 255, arnResource: name => `table/${name}` };

const NAMED_KINDS: { readonly [type: string]: NamedKind } = {
  'AWS::SQS::Queue': { property: 'QueueName', service: 'sqs', maxLength: 80, arnResource: name => name },
  'AWS::Lambda::Function': { property: 'FunctionName', service: 'lambda', maxLength: 64, arnResource: name => `function:${name}` },
  'AWS::DynamoDB::Table': TABLE,
  'AWS::DynamoDB::GlobalTable': TABLE,
  'AWS::S3::Bucket': { property: 'BucketName', service: 's3', maxLength: 63, arnResource: name => name, global: true, lowerCase: true },
  // Secrets Manager adds six characters of its own.
  'AWS::SecretsManager::Secret': { property: 'Name', service: 'secretsmanager', maxLength: 512, arnResource: name => `secret:${name}-000000`, refIsArn: true },
  'AWS::SNS::Topic': { property: 'TopicName', service: 'sns', maxLength: 256, arnResource: name => name, refIsArn: true },
  'AWS::StepFunctions::StateMachine': { property: 'StateMachineName', service: 'states', maxLength: 80, arnResource: name => `stateMachine:${name}`, refIsArn: true },
  'AWS::Events::EventBus': { property: 'Name', service: 'events', maxLength: 256, arnResource: name => `event-bus/${name}` },
  'AWS::SSM::Parameter': { property: 'Name', service: 'ssm', maxLength: 2048, arnResource: name => `parameter/${name.replace(/^\//, '')}` },
};

export function namedKind(type: string): NamedKind | undefined {
  return NAMED_KINDS[type];
}

/** A name that is the same in each run and different for each resource of an app, within the service's limit. */
export function generatedName(kind: NamedKind, stackId: string, logicalId: string, suffix: string): string {
  const name = `${stackId}-${logicalId}`.replace(/[^A-Za-z0-9-]+/g, '-');
  const room = kind.maxLength - suffix.length;
  const generated = (name.length <= room ? name : `${name.slice(0, room - 9)}-${hash(name)}`) + suffix;
  return kind.lowerCase ? generated.toLowerCase() : generated;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
