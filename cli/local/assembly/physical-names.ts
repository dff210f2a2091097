import { createHash } from 'node:crypto';

/** A kind of resource that has a name of its own, which CloudFormation makes up where the template states none. */
interface NamedKind {
  readonly property: string;
  readonly service: string;
  readonly maxLength: number;
  readonly arnResource: (name: string) => string;
  /** What its ARN goes without. */
  readonly arnWithout?: 'region' | 'region and account';
  /** Whether `Ref` gives the ARN rather than the name. */
  readonly refIsArn?: boolean;
  /** The property that asks for a name that ends with `.fifo`. */
  readonly fifo?: string;
  readonly lowerCase?: boolean;
}

const TABLE: NamedKind = { property: 'TableName', service: 'dynamodb', maxLength: 255, arnResource: name => `table/${name}` };

const NAMED_KINDS: { readonly [type: string]: NamedKind } = {
  'AWS::SQS::Queue': { property: 'QueueName', service: 'sqs', maxLength: 80, arnResource: name => name, fifo: 'FifoQueue' },
  'AWS::Lambda::Function': { property: 'FunctionName', service: 'lambda', maxLength: 64, arnResource: name => `function:${name}` },
  'AWS::DynamoDB::Table': TABLE,
  'AWS::DynamoDB::GlobalTable': TABLE,
  'AWS::S3::Bucket': {
    property: 'BucketName', service: 's3', maxLength: 63, arnResource: name => name, arnWithout: 'region and account', lowerCase: true,
  },
  // Secrets Manager adds six characters of its own.
  'AWS::SecretsManager::Secret': { property: 'Name', service: 'secretsmanager', maxLength: 512, arnResource: name => `secret:${name}-000000`, refIsArn: true },
  'AWS::SSM::Parameter': { property: 'Name', service: 'ssm', maxLength: 2048, arnResource: name => `parameter/${name.replace(/^\//, '')}` },
  'AWS::SNS::Topic': { property: 'TopicName', service: 'sns', maxLength: 256, arnResource: name => name, refIsArn: true, fifo: 'FifoTopic' },
  'AWS::Events::EventBus': { property: 'Name', service: 'events', maxLength: 256, arnResource: name => `event-bus/${name}` },
  'AWS::Events::Rule': { property: 'Name', service: 'events', maxLength: 64, arnResource: name => `rule/${name}` },
  'AWS::StepFunctions::StateMachine': {
    property: 'StateMachineName', service: 'states', maxLength: 80, arnResource: name => `stateMachine:${name}`, refIsArn: true,
  },
  'AWS::IAM::Role': { property: 'RoleName', service: 'iam', maxLength: 64, arnResource: name => `role/${name}`, arnWithout: 'region' },
  'AWS::Logs::LogGroup': { property: 'LogGroupName', service: 'logs', maxLength: 512, arnResource: name => `log-group:${name}:*` },
  'AWS::CloudWatch::Alarm': { property: 'AlarmName', service: 'cloudwatch', maxLength: 255, arnResource: name => `alarm:${name}` },
};

/** Properties that `Ref` gives, of resources that cannot go without them. */
const REF_PROPERTIES: { readonly [type: string]: string } = {
  'AWS::ApiGateway::Stage': 'StageName',
  'AWS::ApiGateway::DomainName': 'DomainName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::Route53::RecordSet': 'Name',
  'AWS::S3::BucketPolicy': 'Bucket',
};

/** The property that `Ref` gives of a resource; absent where it gives a name or an id. */
export function refProperty(type: string): string | undefined {
  return REF_PROPERTIES[type];
}

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
