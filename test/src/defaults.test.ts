import { Match } from 'aws-cdk-lib/assertions';
import { configurationOf, only, resourcesOf, synthesize } from './support';

/** A buffer with nothing but a target: useful and safe. */
const { template, buffer, stack } = synthesize();

test('the queue is FIFO with high throughput', () => {
  template.allResourcesProperties('AWS::SQS::Queue', { FifoQueue: true, DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' });
});

test('all queues keep messages for 14 days, take 1 MiB and are encrypted', () => {
  template.allResourcesProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 1_209_600, MaximumMessageSize: 1_048_576, SqsManagedSseEnabled: true });
});

test('receives do not count as attempts: the redrive is only a backstop', () => {
  template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 1000 }) });
});

test('all queues refuse requests without TLS', () => {
  const policies = resourcesOf(template, 'AWS::SQS::QueuePolicy');
  expect(policies).toHaveLength(3);
  template.allResourcesProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] },
  });
});

test('P4: two deliveries at a time', () => {
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { ScalingConfig: { MaximumConcurrency: 2 } });
  expect(configurationOf(template)).toMatchObject({ groupsInParallel: 1 });
});

test('F35: partial batch responses are always on, in batches of ten', () => {
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { FunctionResponseTypes: ['ReportBatchItemFailures'], BatchSize: 10 });
  expect(only(template, 'AWS::Lambda::EventSourceMapping').Properties).not.toHaveProperty('ProvisionedPollerConfig');
});

test('F35: visibility is six times the function timeout, which allows two attempts', () => {
  template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 50 });
  template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 300 });
});

test('one execution more than the maximum concurrency is reserved', () => {
  template.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: 3 });
});

test('the function runs the shipped bundle on Node 24 and arm64', () => {
  template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.handler', Runtime: 'nodejs24.x', Architectures: ['arm64'], MemorySize: 512 });
});

test('the forwarder retries for three days with waits from 5 seconds to an hour', () => {
  expect(configurationOf(template)).toMatchObject({ retry: { initialDelaySeconds: 5, maxDelaySeconds: 3600, maxAgeSeconds: 259_200 } });
  expect(configurationOf(template)).not.toHaveProperty('retry.maxAttempts');
});

test('attempts are logged for 30 days', () => {
  expect(configurationOf(template)).toMatchObject({ attemptLog: { retentionSeconds: 2_592_000 } });
});

test('the attempt log is on demand, with recovery, expiry, a stream and two indexes', () => {
  const text = (name: string) => ({ AttributeName: name, AttributeType: 'S' });
  template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: Match.arrayWith(['pk', 'sk', 'gpk', 'gsk', 'spk', 'ssk'].map(text)),
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    Replicas: [Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })],
    GlobalSecondaryIndexes: [Match.objectLike({ IndexName: 'byGroup' }), Match.objectLike({ IndexName: 'byStatus' })],
  });
});

test('what holds webhooks, attempts or logs is retained', () => {
  for (const type of ['AWS::SQS::Queue', 'AWS::DynamoDB::GlobalTable', 'AWS::Logs::LogGroup']) {
    for (const resource of resourcesOf(template, type)) expect(resource.DeletionPolicy).toBe('Retain');
  }
});

test('logs are kept for a month', () => {
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
});

test('the door is regional, and its methods send to the queue as the door\'s role', () => {
  template.hasResourceProperties('AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['REGIONAL'] } });
  template.hasResourceProperties('AWS::ApiGateway::Method', {
    HttpMethod: 'ANY',
    AuthorizationType: 'NONE',
    Integration: {
      Type: 'AWS',
      IntegrationHttpMethod: 'POST',
      PassthroughBehavior: 'NEVER',
      ContentHandling: 'CONVERT_TO_TEXT',
      Credentials: { 'Fn::GetAtt': [Match.stringLikeRegexp('^OrdersDoorRole'), 'Arn'] },
      RequestParameters: {
        'integration.request.header.Content-Type': "'application/x-amz-json-1.0'",
        'integration.request.header.X-Amz-Target': "'AmazonSQS.SendMessage'",
      },
    },
  });
});

test('no method passes a request through that it has no template for', () => {
  template.allResourcesProperties('AWS::ApiGateway::Method', { Integration: Match.objectLike({ PassthroughBehavior: 'NEVER' }) });
});

test('P1: only an answer of 2xx from SQS becomes one, and the default is an error', () => {
  template.hasResourceProperties('AWS::ApiGateway::Method', {
    HttpMethod: 'ANY',
    Integration: {
      IntegrationResponses: [
        Match.objectLike({ SelectionPattern: '2\\d{2}', StatusCode: '200' }),
        Match.objectLike({ SelectionPattern: '5\\d{2}', StatusCode: '503' }),
        { StatusCode: '502', SelectionPattern: Match.absent(), ResponseTemplates: Match.anyValue(), ContentHandling: 'CONVERT_TO_TEXT' },
      ],
    },
  });
});

test('the access log names no path, query, header or body of a sender', () => {
  const { AccessLogSetting } = only(template, 'AWS::ApiGateway::Stage').Properties as { AccessLogSetting: { Format: string } };
  expect(Object.keys(JSON.parse(AccessLogSetting.Format) as object)).not.toContain('path');
  expect(AccessLogSetting.Format).not.toMatch(/\$context\.(path|identity\.userAgent|requestOverride)|\$input/);
});

test('requests and answers are not traced into logs', () => {
  template.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'prod', MethodSettings: [Match.objectLike({ DataTraceEnabled: false })] });
});

test('webhooks are taken at the root and below it, and nothing but webhooks', () => {
  const methods = resourcesOf(template, 'AWS::ApiGateway::Method').map(method => method.Properties.HttpMethod);
  expect(methods.sort()).toEqual(['ANY', 'ANY', 'GET', 'GET', 'HEAD', 'HEAD', 'OPTIONS', 'OPTIONS']);
  expect(resourcesOf(template, 'AWS::ApiGateway::Resource').map(resource => resource.Properties.PathPart)).toEqual(['{below+}']);
});

test('nine alarms are made', () => {
  template.resourceCountIs('AWS::CloudWatch::Alarm', 9);
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { TreatMissingData: 'notBreaching' });
});

test('url, queues and table are outputs whose names follow from the path', () => {
  expect(Object.keys(template.toJSON().Outputs as object)).toEqual(
    expect.arrayContaining(['OrdersUrl', 'OrdersQueueUrl', 'OrdersDeadLetterQueueUrl', 'OrdersParkingQueueUrl', 'OrdersAttemptTableName']),
  );
  template.hasOutput('OrdersQueueUrl', { Value: stack.resolve(buffer.queue.queueUrl) });
  template.hasOutput('OrdersUrl', { Value: stack.resolve(buffer.url) });
});

test('the template says which resources make up the buffer', () => {
  const ids = (type: string) => Object.keys(template.findResources(type));
  const { buffers } = (template.toJSON().Metadata as Record<string, { buffers: Record<string, Record<string, unknown>> }>)['cdk-webhook-buffer'];
  expect(buffers.Orders).toEqual({
    api: ids('AWS::ApiGateway::RestApi')[0],
    stage: ids('AWS::ApiGateway::Stage')[0],
    queue: ids('AWS::SQS::Queue').find(id => id.startsWith('OrdersQueue')),
    deadLetterQueue: ids('AWS::SQS::Queue').find(id => id.includes('DeadLetter')),
    parkingQueue: ids('AWS::SQS::Queue').find(id => id.includes('Parking')),
    forwarder: ids('AWS::Lambda::Function')[0],
    eventSourceMapping: ids('AWS::Lambda::EventSourceMapping')[0],
    attemptTable: ids('AWS::DynamoDB::GlobalTable')[0],
    routes: ['/'],
  });
});

test('construct ids are a contract', () => {
  const paths = buffer.node.findAll().map(construct => construct.node.path).filter(path => path.split('/').length <= 4).map(path => path.replace('Shop/Orders', ''));
  expect(paths).toEqual(expect.arrayContaining([
    '/Queue', '/DeadLetterQueue', '/ParkingQueue', '/AttemptLog', '/Door', '/Door/Api', '/Door/Role', '/Door/AccessLog', '/Forwarder', '/Forwarder/Function', '/Forwarder/Role',
    '/Forwarder/Logs', '/Forwarder/EventSource', '/Alarms', '/Alarms/DeadLetters', '/Alarms/ParkedWebhooks',
  ]));
});
