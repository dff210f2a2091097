import { createHash } from 'node:crypto';

/** A kind of resource that has a name of its own, which CloudFormation makes up where the template states none. */
interface NamedKind {
  readonly property: string;
  readonly service: string;
  readonly maxLength: number;
  readonly arnResource: (name: string) => string;
}

const TABLE: NamedKind = { property: 'TableName', service: 'dynamodb', maxLength: 255, arnResource: name => `table/${name}` };

const NAMED_KINDS: { readonly [type: string]: NamedKind } = {
  'AWS::SQS::Queue': { property: 'QueueName', service: 'sqs', maxLength: 80, arnResource: name => name },
  'AWS::Lambda::Function': { property: 'FunctionName', service: 'lambda', maxLength: 64, arnResource: name => `function:${name}` },
  'AWS::DynamoDB::Table': TABLE,
  'AWS::DynamoDB::GlobalTable': TABLE,
};

export function namedKind(type: string): NamedKind | undefined {
  return NAMED_KINDS[type];
}

/** A name that is the same in each run and different for each resource of an app, within the service's limit. */
export function generatedName(kind: NamedKind, stackId: string, logicalId: string, suffix: string): string {
  const name = `${stackId}-${logicalId}`.replace(/[^A-Za-z0-9-]+/g, '-');
  const room = kind.maxLength - suffix.length;
  return (name.length <= room ? name : `${name.slice(0, room - 9)}-${hash(name)}`) + suffix;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
