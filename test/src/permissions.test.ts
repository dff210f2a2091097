import { Key } from 'aws-cdk-lib/aws-kms';
import { resourcesOf, statementsOf, synthesize, type Statement } from './support';
import { CircuitBreaker } from '../../src';

const { template, stack, buffer } = synthesize();

test('P8: the door may send messages to the queue, and no more', () => {
  expect(statementsOf(template, 'OrdersDoorRole')).toEqual([
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: stack.resolve(buffer.queue.queueArn) },
  ]);
});

test('F35, P8: the forwarder may do what it does, on what is its own', () => {
  const logs = Object.keys(template.findResources('AWS::Logs::LogGroup')).find(id => id.startsWith('OrdersForwarderLogs'));
  expect(statementsOf(template, 'OrdersForwarderRole')).toEqual([
    { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [logs, 'Arn'] } },
    {
      Effect: 'Allow',
      Action: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      Resource: stack.resolve(buffer.queue.queueArn),
    },
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: stack.resolve(buffer.deadLetterQueue.queueArn) },
    { Effect: 'Allow', Action: ['dynamodb:BatchWriteItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], Resource: stack.resolve(buffer.attemptLog.tableArn) },
    { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: stack.resolve(buffer.attemptLog.tableArn) },
    {
      Effect: 'Allow',
      Action: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage', 'sqs:SendMessage'],
      Resource: stack.resolve(buffer.parkingQueue?.queueArn),
    },
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: stack.resolve(buffer.queue.queueArn) },
    { Effect: 'Allow', Action: 'dynamodb:BatchGetItem', Resource: stack.resolve(buffer.attemptLog.tableArn) },
    { Effect: 'Allow', Action: 'dynamodb:Query', Resource: stack.resolve(`${buffer.attemptLog.tableArn}/index/byStatus`) },
  ]);
});

test('P8: without a circuit breaker the forwarder reads no single item', () => {
  const { template: without } = synthesize({ circuitBreaker: CircuitBreaker.none() });
  expect(JSON.stringify(statementsOf(without, 'OrdersForwarderRole'))).not.toContain('dynamodb:GetItem');
});

test('P8: no policy of the buffer allows anything on all resources', () => {
  const statements = resourcesOf(template, 'AWS::IAM::Policy').flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
  for (const statement of statements) {
    expect(statement.Resource).not.toBe('*');
    expect([statement.Action].flat().join()).not.toContain('*');
  }
});

test('the function\'s role has no managed policy', () => {
  const role = Object.entries(template.findResources('AWS::IAM::Role')).find(([id]) => id.startsWith('OrdersForwarderRole'));
  expect(role?.[1].Properties).not.toHaveProperty('ManagedPolicyArns');
});

describe('with a key of one\'s own', () => {
  const encrypted = synthesize(scope => ({ encryptionKey: new Key(scope, 'Key') }));
  const key = { 'Fn::GetAtt': [Object.keys(encrypted.template.findResources('AWS::KMS::Key'))[0], 'Arn'] };

  test('queues and table are encrypted with it', () => {
    encrypted.template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: key });
    encrypted.template.hasResourceProperties('AWS::DynamoDB::GlobalTable', { SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } });
    encrypted.template.hasResourceProperties('AWS::DynamoDB::GlobalTable', { Replicas: [{ SSESpecification: { KMSMasterKeyId: key } }] });
    expect(encrypted.buffer.attemptLog.encryptionKey).toBeDefined();
  });

  test('P8: the door may encrypt for the queue', () => {
    expect(statementsOf(encrypted.template, 'OrdersDoorRole')).toContainEqual(
      { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key },
    );
  });

  test('P8: the forwarder may read and write with it', () => {
    const statement = statementsOf(encrypted.template, 'OrdersForwarderRole').find(({ Resource }) => JSON.stringify(Resource) === JSON.stringify(key));
    expect(statement?.Action).toEqual(['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*']);
  });
});

test('in a stack whose region is known, the table is encrypted with the key as well', () => {
  const { template: known, buffer: own } = synthesize(scope => ({ encryptionKey: new Key(scope, 'Key') }), { env: { region: 'eu-west-1' } });
  known.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    Replicas: [{ Region: 'eu-west-1', SSESpecification: { KMSMasterKeyId: { Ref: 'Key961B73FD' } } }],
  });
  expect(own.attemptLog.encryptionKey).toBeDefined();
});

test('an imported key works like one from the same app', () => {
  const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const imported = synthesize(scope => ({ encryptionKey: Key.fromKeyArn(scope, 'Key', arn) }));
  imported.template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: arn });
  expect(statementsOf(imported.template, 'OrdersDoorRole')).toContainEqual(
    { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: arn },
  );
});
