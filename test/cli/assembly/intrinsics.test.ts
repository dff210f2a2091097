import { stackOf } from './assembly-fixture';
import { evaluateCondition, resolve, type Scope } from '../../../cli/local/assembly/intrinsics';
import { AppScope } from '../../../cli/local/assembly/stack-scope';

const template = {
  Parameters: {
    Name: { Type: 'String', Default: 'orders' },
    Count: { Type: 'Number', Default: 3 },
    Zones: { Type: 'CommaDelimitedList', Default: 'a, b,c' },
    Numbers: { Type: 'List<Number>', Default: '1,2' },
    Given: { Type: 'String' },
    Missing: { Type: 'String' },
    FromParameterStore: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/name' },
  },
  Mappings: { Sizes: { 'eu-west-1': { small: 1 } } },
  Conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
  },
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    NamedQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': '${Name}-queue' } } },
    Table: { Type: 'AWS::DynamoDB::Table' },
    Forwarder: { Type: 'AWS::Lambda::Function' },
    Api: { Type: 'AWS::ApiGateway::RestApi' },
    Absent: { Type: 'AWS::SQS::Queue', Condition: 'No' },
    Present: { Type: 'AWS::SQS::Queue', Condition: 'Yes' },
  },
};
const app = stackOf(template, { parameters: { Given: 'by the app' } });
const scope: Scope = new AppScope([app], (name, { account }) => `http://queues/${account}/${name}`).of(app);

const value = (expression: unknown): unknown => resolve(expression, scope, 'Here');
const condition = (expression: unknown): boolean => evaluateCondition(expression, scope, 'Here');

describe('what is no intrinsic function stays as it is', () => {
  test.each([1, true, null, 'text', [['a'], 1], { a: { b: [1] } }, { Ref: 'AWS::Region', other: 1 }, { Condition: { Bool: { secure: 'false' } } }, {}])('%j', literal => {
    expect(value(literal)).toEqual(literal);
  });
});

describe('Ref', () => {
  test.each([
    ['a queue gives its URL on this machine', 'Queue', 'http://queues/111122223333/Shop-Queue.fifo'],
    ['a queue with a name of its own', 'NamedQueue', 'http://queues/111122223333/orders-queue'],
    ['a table gives its name', 'Table', 'Shop-Table'],
    ['a function gives its name', 'Forwarder', 'Shop-Forwarder'],
    ['any other resource gives its logical id', 'Api', 'Api'],
    ['a resource whose condition holds', 'Present', 'http://queues/111122223333/Shop-Present'],
    ['a parameter gives its default', 'Name', 'orders'],
    ['a parameter gives the value that the app gave it', 'Given', 'by the app'],
    ['a number', 'Count', 3],
    ['a list', 'Zones', ['a', 'b', 'c']],
    ['a list of numbers', 'Numbers', ['1', '2']],
    ['the account', 'AWS::AccountId', '111122223333'],
    ['the region', 'AWS::Region', 'eu-west-1'],
    ['the partition', 'AWS::Partition', 'aws'],
    ['the URL suffix', 'AWS::URLSuffix', 'amazonaws.com'],
    ['the stack name', 'AWS::StackName', 'Shop'],
    ['the stack id', 'AWS::StackId', 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Shop/local'],
    ['the notification topics', 'AWS::NotificationARNs', []],
  ])('%s', (_, name, expected) => {
    expect(value({ Ref: name })).toEqual(expected);
  });

  test.each([
    ['something unknown', 'Nothing', 'Here.Ref: there is no Nothing in the template'],
    ['a parameter without a value', 'Missing', 'Here.Ref: parameters have no value on this machine: Missing; give them with --parameter Missing=<value>'],
    ['a parameter from Parameter Store', 'FromParameterStore', 'Here.Ref: parameters have no value on this machine: /name; give them with --parameter /name=<value>'],
    ['a resource that is not created', 'Absent', 'Here.Ref: Absent is not created, since condition No is false'],
    ['no string', {}, 'Here.Ref: expected a string, not {}'],
  ])('refuses %s', (_, name, message) => {
    expect(() => value({ Ref: name })).toThrow(message);
  });

  test('AWS::NoValue leaves out the property or the item', () => {
    expect(value({ a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }, 2] })).toEqual({ b: [1, 2] });
  });
});

describe('Fn::GetAtt', () => {
  test.each([
    [['Queue', 'Arn'], 'arn:aws:sqs:eu-west-1:111122223333:Shop-Queue.fifo'],
    ['Queue.Arn', 'arn:aws:sqs:eu-west-1:111122223333:Shop-Queue.fifo'],
    [['Queue', 'QueueName'], 'Shop-Queue.fifo'],
    [['Queue', 'QueueUrl'], 'http://queues/111122223333/Shop-Queue.fifo'],
    [['Table', 'Arn'], 'arn:aws:dynamodb:eu-west-1:111122223333:table/Shop-Table'],
    [['Forwarder', 'Arn'], 'arn:aws:lambda:eu-west-1:111122223333:function:Shop-Forwarder'],
    [['Api', 'Arn'], 'arn:aws:apigateway:eu-west-1:111122223333:Api'],
    [['Api', { 'Fn::Join': ['', ['Root', 'ResourceId']] }], 'Api.RootResourceId'],
    [['Table', 'StreamArn'], 'Table.StreamArn'],
  ])('%j', (argument, expected) => {
    expect(value({ 'Fn::GetAtt': argument })).toBe(expected);
  });

  test.each([
    ['an unknown resource', ['Nothing', 'Arn'], 'Here.Fn::GetAtt: there is no Nothing in the template'],
    ['neither a list nor a string', 1, 'Here.Fn::GetAtt: expected a list, not 1'],
  ])('refuses %s', (_, argument, message) => {
    expect(() => value({ 'Fn::GetAtt': argument })).toThrow(message);
  });
});

describe('functions', () => {
  test.each([
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Name' }, 1, true]] }, 'a-orders-1-true'],
    ['Join of a list from another function', { 'Fn::Join': ['+', { Ref: 'Zones' }] }, 'a+b+c'],
    ['Sub with names of the template', { 'Fn::Sub': 'x/${Name}/${AWS::Region}/${Queue.Arn}/${!Literal}' }, 'x/orders/eu-west-1/arn:aws:sqs:eu-west-1:111122223333:Shop-Queue.fifo/${Literal}'],
    ['Sub with names of its own', { 'Fn::Sub': ['${Name}${Own}', { Own: { Ref: 'Count' }, Name: 'mine' }] }, 'mine3'],
    ['Select', { 'Fn::Select': [1, ['a', 'b']] }, 'b'],
    ['Select by a function from a function', { 'Fn::Select': [{ Ref: 'Count' }, { 'Fn::Split': ['.', 'a.b.c.d'] }] }, 'd'],
    ['Split', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] }, ['arn', 'aws', 'sqs', 'eu-west-1', '111122223333', 'Shop-Queue.fifo']],
    ['If with a condition that holds', { 'Fn::If': ['Yes', { Ref: 'Name' }, { Ref: 'Nothing' }] }, 'orders'],
    ['If with one that does not', { 'Fn::If': ['No', { Ref: 'Nothing' }, 'else'] }, 'else'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] }, 1],
  ])('%s', (_, expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });

  test.each([
    ['an unknown function', { a: [{ 'Fn::Cidr': [] }] }, 'Here.a[0]: Fn::Cidr is not supported; supported are Ref, Fn::GetAtt, Fn::Join, Fn::Sub'],
    ['availability zones', { 'Fn::GetAZs': '' }, 'Here.Fn::GetAZs: the availability zones of a region are only known in AWS'],
    ['a Join of one part', { 'Fn::Join': ['-'] }, 'Here.Fn::Join: expected two items, not 1'],
    ['a Join of no list', { 'Fn::Join': ['-', 'a'] }, 'Here.Fn::Join: expected a list, not "a"'],
    ['a Join of objects', { 'Fn::Join': ['-', [{}]] }, 'Here.Fn::Join: expected a string, not {}'],
    ['a Sub whose names are no map', { 'Fn::Sub': ['a', 'b'] }, 'Here.Fn::Sub: the second part must be a map of names'],
    ['a Sub of an unknown name', { 'Fn::Sub': '${Nothing}' }, 'Here.Fn::Sub: there is no Nothing in the template'],
    ['a Select beyond the list', { 'Fn::Select': [2, ['a', 'b']] }, 'Here.Fn::Select: there is no item 2 in a list of 2'],
    ['an If of an unknown condition', { 'Fn::If': ['Perhaps', 1, 2] }, 'Here.Fn::If: there is no condition Perhaps'],
    ['an unknown mapping', { 'Fn::FindInMap': ['Colours', 'a', 'b'] }, 'Here.Fn::FindInMap: there is no mapping Colours'],
    ['an unknown key of a mapping', { 'Fn::FindInMap': ['Sizes', 'mars', 'small'] }, 'Here.Fn::FindInMap: mapping Sizes has no mars.small'],
    ['a dynamic reference', '{{resolve:ssm:/a}}', 'Here: the value of /a is only known in AWS; give one with --parameter /a=<value>'],
  ])('refuses %s, and says where', (_, expression, message) => {
    expect(() => value(expression)).toThrow(message);
  });
});

test('a name of a resource that only AWS knows is made up, the same each time', () => {
  const resolved = () => value({ PathPart: '{{resolve:secretsmanager:token:SecretString:::}}' });
  expect(resolved()).toEqual({ PathPart: expect.stringMatching(/^local-[0-9a-f]{24}$/) as unknown });
  expect(resolved()).toEqual(resolved());
});

describe('conditions', () => {
  const yes = { Condition: 'Yes' };
  const no = { Condition: 'No' };

  test.each([
    [yes, true],
    [no, false],
    [{ 'Fn::Equals': ['a', 'a'] }, true],
    [{ 'Fn::Equals': [{ Ref: 'Name' }, 'a'] }, false],
    [{ 'Fn::Not': [yes] }, false],
    [{ 'Fn::And': [yes, yes] }, true],
    [{ 'Fn::And': [yes, no] }, false],
    [{ 'Fn::Or': [no, yes] }, true],
    [{ 'Fn::Or': [no, no] }, false],
  ])('%j is %j', (expression, expected) => {
    expect(condition(expression)).toBe(expected);
  });

  test.each([
    ['an unknown name', { Condition: 'Perhaps' }, 'Here.Condition: there is no condition Perhaps'],
    ['an unknown function', { 'Fn::Contains': [] }, 'Here: {"Fn::Contains":[]} is no condition; conditions are Condition, Fn::Equals, Fn::Not, Fn::And, Fn::Or'],
    ['a value', true, 'Here: true is no condition'],
    ['an Equals of three', { 'Fn::Equals': ['a', 'a', 'a'] }, 'Here.Fn::Equals: expected two items, not 3'],
    ['nothing', {}, 'Here: {} is no condition'],
  ])('refuses %s', (_, expression, message) => {
    expect(() => condition(expression)).toThrow(message);
  });
});
