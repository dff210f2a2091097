import { stackOf } from './assembly-fixture';
import type { AssemblyStack } from '../../../cli/local/assembly/load-assembly';
import { AppScope, type StackScope } from '../../../cli/local/assembly/stack-scope';
import type { Template } from '../../../cli/local/assembly/template';

const queueUrl = (name: string): string => `http://queues/${name}`;

function scopeOf(stack: AssemblyStack, ...others: AssemblyStack[]): StackScope {
  return new AppScope([stack, ...others], queueUrl).of(stack);
}

function resourceOf(properties: object, stack: Partial<AssemblyStack> = {}, type = 'AWS::SQS::Queue'): unknown {
  return scopeOf(stackOf({ Resources: { R: { Type: type, Properties: properties as never } } }, stack)).resource('R').properties;
}

describe('a resource', () => {
  test('comes with its properties resolved', () => {
    const stack = stackOf({ Resources: { Dead: { Type: 'AWS::SQS::Queue' }, R: { Type: 'A::B::C', Properties: { x: { 'Fn::GetAtt': ['Dead', 'Arn'] } } } } });
    expect(scopeOf(stack).resource('R')).toEqual({ logicalId: 'R', type: 'A::B::C', properties: { x: 'arn:aws:sqs:eu-west-1:111122223333:Shop-Dead' } });
  });

  test('may have no properties', () => {
    expect(scopeOf(stackOf({ Resources: { R: { Type: 'A::B::C' } } })).resource('R').properties).toEqual({});
  });

  test('says the place of what it cannot resolve', () => {
    expect(() => resourceOf({ a: { b: [{ Ref: 'Nothing' }] } })).toThrow('Shop: Resources.R.Properties.a.b[0].Ref: there is no Nothing in the template');
  });

  test('must exist', () => {
    expect(() => scopeOf(stackOf({})).resource('R')).toThrow('Shop: Resources.R: there is no R in the template');
  });
});

describe('the name of a resource that CloudFormation would name', () => {
  test.each([
    ['is the given one', 'AWS::SQS::Queue', { QueueName: 'mine' }, { QueueName: 'mine' }],
    ['is made of stack and logical id', 'AWS::SQS::Queue', {}, { QueueName: 'Shop-R' }],
    ['ends with .fifo for a FIFO queue', 'AWS::SQS::Queue', { FifoQueue: true }, { QueueName: 'Shop-R.fifo', FifoQueue: true }],
    ['of a table', 'AWS::DynamoDB::GlobalTable', {}, { TableName: 'Shop-R' }],
    ['of a function', 'AWS::Lambda::Function', {}, { FunctionName: 'Shop-R' }],
  ])('%s', (_, type, properties, expected) => {
    expect(resourceOf(properties, {}, type)).toEqual(expected);
  });

  test('holds no characters that names cannot hold', () => {
    expect(resourceOf({}, { id: 'Production/Shop_1' })).toEqual({ QueueName: 'Production-Shop-1-R' });
  });

  test('is cut where it is too long, and stays unique', () => {
    const [one, two] = ['x'.repeat(90), 'x'.repeat(91)].map(id => (resourceOf({ FifoQueue: true }, { id }) as { QueueName: string }).QueueName);
    expect([one?.length, two?.length]).toEqual([80, 80]);
    expect(one).toMatch(/^x{66}-[0-9a-f]{8}\.fifo$/);
    expect(two).not.toBe(one);
  });
});

describe('Ref, as the documentation of CloudFormation gives it for', () => {
  test.each([
    ['a stage: its name', 'AWS::ApiGateway::Stage', { StageName: 'prod' }, 'prod'],
    ['a domain of API Gateway: its name', 'AWS::ApiGateway::DomainName', { DomainName: 'hooks.example.com' }, 'hooks.example.com'],
    ['a topic: its ARN', 'AWS::SNS::Topic', {}, 'arn:aws:sns:eu-west-1:111122223333:Shop-R'],
    ['a FIFO topic', 'AWS::SNS::Topic', { FifoTopic: true }, 'arn:aws:sns:eu-west-1:111122223333:Shop-R.fifo'],
    ['an event bus: its name', 'AWS::Events::EventBus', { Name: 'orders' }, 'orders'],
    ['a state machine: its ARN', 'AWS::StepFunctions::StateMachine', {}, 'arn:aws:states:eu-west-1:111122223333:stateMachine:Shop-R'],
    ['a role: its name', 'AWS::IAM::Role', {}, 'Shop-R'],
    ['a log group: its name', 'AWS::Logs::LogGroup', { LogGroupName: '/shop' }, '/shop'],
    ['a secret: its ARN', 'AWS::SecretsManager::Secret', { Name: 'shop' }, 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-000000'],
    ['a bucket: its name', 'AWS::S3::Bucket', {}, 'shop-r'],
  ])('%s', (_, type, properties, expected) => {
    const stack = stackOf({ Resources: { R: { Type: type, Properties: properties }, User: { Type: 'A::B::C', Properties: { x: { Ref: 'R' } } } } });
    expect(scopeOf(stack).resource('User').properties).toEqual({ x: expected });
  });

  test('the ARN of a role has no region', () => {
    const stack = stackOf({ Resources: { R: { Type: 'AWS::IAM::Role' }, User: { Type: 'A::B::C', Properties: { x: { 'Fn::GetAtt': ['R', 'Arn'] } } } } });
    expect(scopeOf(stack).resource('User').properties).toEqual({ x: 'arn:aws:iam::111122223333:role/Shop-R' });
  });
});

describe('values of other stacks', () => {
  const exporting = stackOf({
    Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
    Outputs: {
      Plain: { Value: 'not exported' },
      Exported: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Queue' } } },
    },
  }, { id: 'Base', stackName: 'Base' });
  const importing = (name: unknown): AssemblyStack => stackOf({ Resources: { R: { Type: 'A::B::C', Properties: { x: { 'Fn::ImportValue': name } } } } });

  test('are imported from a stack of the app that exports them', () => {
    expect(scopeOf(importing({ 'Fn::Sub': 'Base:Queue' }), exporting).resource('R').properties).toEqual({ x: 'arn:aws:sqs:eu-west-1:111122223333:Base-Queue' });
  });

  test('are refused where no stack of the app exports them', () => {
    expect(() => scopeOf(importing('Other:Queue'), exporting).resource('R'))
      .toThrow('Shop: Resources.R.Properties.x.Fn::ImportValue: no stack of this app exports Other:Queue, and what other stacks export is only known in AWS');
  });
});

describe('nested stacks', () => {
  const nestedTemplate: Template = {
    Parameters: { Name: { Type: 'String' }, Other: { Type: 'String', Default: 'default' } },
    Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' }, Other: { Ref: 'Other' } } } },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
  };
  const parent = stackOf({
    Parameters: { Stage: { Type: 'String', Default: 'test' } },
    Resources: {
      Nested: { Type: 'AWS::CloudFormation::Stack' },
      Foreign: { Type: 'AWS::CloudFormation::Stack' },
      R: { Type: 'A::B::C', Properties: { x: { 'Fn::GetAtt': ['Nested', 'Outputs.Arn'] } } },
      Wrong: { Type: 'A::B::C', Properties: { x: { 'Fn::GetAtt': ['Nested', 'Outputs.None'] } } },
      Unknown: { Type: 'A::B::C', Properties: { x: { 'Fn::GetAtt': ['Foreign', 'Outputs.Arn'] } } },
      NoOutput: { Type: 'A::B::C', Properties: { x: { 'Fn::GetAtt': ['Nested', 'Stuff'] } } },
    },
  });
  const nested = stackOf(nestedTemplate, { id: 'Shop/Nested', parameters: { Name: { 'Fn::Sub': '${Stage}-queue' } }, nestedIn: { parent, logicalId: 'Nested' } });

  test('take their parameters from the parent', () => {
    expect(scopeOf(nested, parent).resource('Queue').properties).toEqual({ QueueName: 'test-queue', Other: 'default' });
  });

  test('give their outputs to the parent', () => {
    expect(scopeOf(parent, nested).resource('R').properties).toEqual({ x: 'arn:aws:sqs:eu-west-1:111122223333:test-queue' });
  });

  test.each([
    ['Wrong', 'stack Shop/Nested has no output None'],
    ['Unknown', 'Foreign.Outputs.Arn is no output of a nested stack of this app'],
    ['NoOutput', 'Nested.Stuff is no output of a nested stack of this app'],
  ])('refuse an output that does not exist: %s', (logicalId, message) => {
    expect(() => scopeOf(parent, nested).resource(logicalId)).toThrow(message);
  });
});

test('a stack of another app has no scope', () => {
  expect(() => new AppScope([], queueUrl).of(stackOf({}))).toThrow('Stack Shop is not part of the app');
});
