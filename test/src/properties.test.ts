import { App, CfnParameter, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { configurationOf, only, resourcesOf, synthesize, target } from './support';
import {
  Acknowledgement, MessageDeduplication, MessageGrouping, MissingGroup, RetryPolicy, Throttle, WebhookBuffer, WebhookTarget,
} from '../../src';

const methodsOf = (template: Template) => resourcesOf(template, 'AWS::ApiGateway::Method').filter(({ Properties }) => Properties.HttpMethod === 'ANY');
const templatesOf = (template: Template) => JSON.stringify(methodsOf(template).map(({ Properties }) => Properties.Integration));

describe('target', () => {
  test('timeouts bound the function\'s', () => {
    const { template } = synthesize({ target: WebhookTarget.http('https://b.example.com', { timeout: Duration.seconds(60) }) });
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 130 });
    const { target: configured } = configurationOf(template) as { target: unknown };
    expect(configured).toMatchObject({ totalTimeoutMillis: 60_000, firstByteTimeoutMillis: 15_000, connectTimeoutMillis: 3000 });
  });

  test('no part of an attempt takes longer than the whole', () => {
    const { template } = synthesize({ target: WebhookTarget.http('https://b.example.com', { timeout: Duration.seconds(2) }) });
    const { target: configured } = configurationOf(template) as { target: unknown };
    expect(configured).toMatchObject({ totalTimeoutMillis: 2000, firstByteTimeoutMillis: 2000, connectTimeoutMillis: 2000 });
  });

  test('a URL that is known only at deployment is handed to the function as it will be', () => {
    const { template } = synthesize(stack => ({ target: WebhookTarget.http(new CfnParameter(stack, 'BackendUrl').valueAsString) }));
    const { Environment } = only(template, 'AWS::Lambda::Function').Properties as { Environment: { Variables: Record<string, unknown> } };
    expect(JSON.stringify(Environment.Variables.WEBHOOK_BUFFER_CONFIGURATION)).toContain('{"Ref":"BackendUrl"}');
  });

  test('http: is allowed on demand, and headers are forwarded by lower-case names', () => {
    const { template } = synthesize({ target: WebhookTarget.http('http://10.0.0.7:8080/hooks', { allowHttp: true, forwardHeaders: ['Authorization'] }) });
    expect(configurationOf(template)).toMatchObject({ target: { url: 'http://10.0.0.7:8080/hooks', forwardHeaders: ['authorization'] } });
  });
});

describe('throttle', () => {
  test('P4: invocations and groups in parallel multiply to the concurrency', () => {
    const { template } = synthesize({ throttle: Throttle.concurrency(20) });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { ScalingConfig: { MaximumConcurrency: 10 } });
    template.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: 11 });
    expect(configurationOf(template)).toMatchObject({ groupsInParallel: 2 });
  });

  test('P4: the groups of an invocation can be given', () => {
    const { template } = synthesize({ throttle: Throttle.concurrency(21, { groupsInParallel: 10 }) });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { ScalingConfig: { MaximumConcurrency: 2 } });
    expect(configurationOf(template)).toMatchObject({ groupsInParallel: 10 });
  });

  test('P4: serial puts all webhooks into one group, on every route', () => {
    const made = synthesize({ throttle: Throttle.serial() });
    made.buffer.addRoute('/second');
    expect(templatesOf(made.template).match(/#set\(\$group = \\"serial\\"\)/g)).toHaveLength(4 * 9);
  });

  test('the reservation can be given, or left to the account', () => {
    synthesize({ reservedConcurrentExecutions: 50 }).template.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: 50 });
    synthesize({ reserveConcurrency: false }).template.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: Match.absent() });
  });
});

describe('grouping and deduplication', () => {
  test('a JSON path is looked up in types that hold JSON only', () => {
    const { template } = synthesize({ grouping: MessageGrouping.jsonPath("$.order['order-id'][0].value") });
    const [method] = methodsOf(template);
    const { RequestTemplates } = (method.Properties as { Integration: { RequestTemplates: Record<string, unknown> } }).Integration;
    const withPath = Object.keys(RequestTemplates).filter(type => JSON.stringify(RequestTemplates[type]).includes("$input.path('$.order.order-id[0].value')"));
    expect(withPath.sort()).toEqual(['application/cloudevents+json', 'application/json', 'application/vnd.api+json', 'text/plain']);
  });

  test('content deduplication is switched on at the queue by the first route that uses it', () => {
    const made = synthesize({ deduplication: MessageDeduplication.header('X-Event-Id') });
    made.buffer.addRoute('/pings', { grouping: MessageGrouping.constant('pings'), deduplication: MessageDeduplication.content() });
    made.template.hasResourceProperties('AWS::SQS::Queue', { ContentBasedDeduplication: true });
    synthesize().template.allResourcesProperties('AWS::SQS::Queue', { ContentBasedDeduplication: Match.absent() });
  });

  test.each<[string, MessageGrouping, string]>([
    ['header', MessageGrouping.header('X-Order-Id'), '$name.toLowerCase() == "x-order-id"'],
    ['query', MessageGrouping.query('order[id]'), "$!query.get('order[id]')"],
    ['source address', MessageGrouping.sourceAddress(), '$util.urlEncode($context.identity.sourceIp)'],
    ['constant', MessageGrouping.constant('orders-1'), '#set($group = "orders-1")'],
    ['request', MessageGrouping.perRequest(), '#set($group = "~$deduplication")'],
    ['shared when missing', MessageGrouping.header('X-Order-Id', { whenMissing: MissingGroup.SHARED_GROUP }), '~shared'],
    ['refused when missing', MessageGrouping.header('X-Order-Id', { whenMissing: MissingGroup.REJECT }), '#set($group = "")#else'],
  ])('the template groups by %s', (_name, grouping, statement) => {
    expect(templatesOf(synthesize({ grouping }).template)).toContain(JSON.stringify(statement).slice(1, -1));
  });
});

describe('routes', () => {
  test('each has its own settings and inherits the others', () => {
    const made = synthesize({ path: '/github', acknowledgement: Acknowledgement.noContent(), retryPolicy: RetryPolicy.exponential({ maxAttempts: 5 }) });
    const url = made.buffer.addRoute('/orders/{orderId}', {
      grouping: MessageGrouping.pathParameter('orderId'),
      acknowledgement: Acknowledgement.accepted(),
      retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(30) }),
    });
    made.buffer.addRoute('/stripe');
    const { template, stack } = made;
    expect(JSON.stringify(stack.resolve(url))).toContain('/orders/{orderId}');
    expect(configurationOf(template)).toMatchObject({
      retry: { maxAttempts: 5 },
      routes: { '/github': {}, '/orders/{orderId}': { retry: { initialDelaySeconds: 30 } }, '/stripe': {} },
    });
    const statuses = methodsOf(template).map(({ Properties }) => (Properties.MethodResponses as Array<{ StatusCode: string }>)[0].StatusCode);
    expect(statuses).toEqual(['204', '204', '202', '202', '204', '204']);
    expect(template.toJSON().Metadata).toMatchObject({ 'cdk-webhook-buffer': { buffers: { Orders: { routes: ['/github', '/orders/{orderId}', '/stripe'] } } } });
  });

  test('a trailing slash makes no difference', () => {
    expect(configurationOf(synthesize({ path: '/github/' }).template)).toMatchObject({ routes: { '/github': {} } });
  });

  test('a route may lie below another one', () => {
    const made = synthesize({ path: '/a' });
    made.buffer.addRoute('/a/b');
    made.buffer.addRoute('/');
    made.template.resourceCountIs('AWS::ApiGateway::Resource', 5);
  });
});

test('a standard queue takes group ids and no deduplication ids', () => {
  const { template } = synthesize({ fifo: false });
  template.allResourcesProperties('AWS::SQS::Queue', { FifoQueue: Match.absent(), DeduplicationScope: Match.absent() });
  expect(templatesOf(template)).toContain('#set($deduplication = \\"\\")');
  expect(configurationOf(template)).toMatchObject({ fifo: false });
});

test('operational settings reach their resources', () => {
  const { template } = synthesize({
    logRetention: RetentionDays.ONE_WEEK,
    attemptRetention: Duration.days(400),
    removalPolicy: RemovalPolicy.DESTROY,
    forwarderTimeout: Duration.seconds(90),
    visibilityTimeout: Duration.seconds(100),
    stageName: 'live',
    doorRateLimit: 50,
    doorBurstLimit: 100,
    cloudWatchRole: false,
  });
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  expect(configurationOf(template)).toMatchObject({ attemptLog: { retentionSeconds: 400 * 86_400 } });
  for (const type of ['AWS::SQS::Queue', 'AWS::DynamoDB::GlobalTable', 'AWS::Logs::LogGroup']) {
    for (const resource of resourcesOf(template, type)) expect(resource.DeletionPolicy).toBe('Delete');
  }
  template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 90 });
  template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 100 });
  template.hasResourceProperties('AWS::ApiGateway::Stage', {
    StageName: 'live',
    MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 })],
  });
  template.resourceCountIs('AWS::ApiGateway::Account', 0);
});

test('alarms act once they are given an action', () => {
  const made = synthesize();
  made.buffer.alarms.addAlarmAction(new SnsAction(new Topic(made.stack, 'OnCall')));
  made.template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [Match.anyValue()] });
});

test('metrics carry the buffer\'s path', () => {
  const { buffer, stack } = synthesize();
  const metrics = [buffer.metricDelivered(), buffer.metricRetried(), buffer.metricDeadLettered(), buffer.metricDeliveryAge(), buffer.metric('Deferred')];
  expect(metrics.map(metric => stack.resolve(metric.toMetricConfig().metricStat) as unknown)).toEqual(
    ['Delivered', 'Retried', 'DeadLettered', 'DeliveryAge', 'Deferred'].map(metricName => expect.objectContaining({
      namespace: 'WebhookBuffer', metricName, dimensions: [{ name: 'service', value: 'Shop/Orders' }],
    }) as unknown),
  );
  expect(buffer.metricDeliveryAge().statistic).toBe('p99');
});

test('two buffers in one stack do not collide', () => {
  const stack = new Stack(new App(), 'Shop');
  new WebhookBuffer(stack, 'Orders', { target });
  new WebhookBuffer(stack, 'Refunds', { target });
  const template = Template.fromStack(stack);
  expect(Object.keys((template.toJSON().Metadata as Record<string, { buffers: object }>)['cdk-webhook-buffer'].buffers)).toEqual(['Orders', 'Refunds']);
  expect(Object.keys(template.toJSON().Outputs as object)).toEqual(expect.arrayContaining(['OrdersUrl', 'RefundsUrl']));
});

test.each([
  { account: '111122223333', region: 'eu-central-1' },
  { account: '111122223333', region: 'cn-north-1' },
])('a buffer in $region names no partition or host of another one', env => {
  const { template } = synthesize({}, { env });
  const text = JSON.stringify(template.toJSON());
  expect(text).not.toMatch(/arn:aws:(?!cloudformation)|amazonaws\.com(?!")/);
  expect(text).toContain(`:apigateway:${env.region}:sqs:path/${env.account}/`);
});

test('a value of another stack can be used', () => {
  const app = new App();
  const source = new Stack(app, 'Source', { env: { account: '111122223333', region: 'eu-west-1' } });
  const url = Fn.join('', ['https://', new Topic(source, 'Topic').topicName, '.example.com']);
  const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  new WebhookBuffer(stack, 'Orders', { target: WebhookTarget.http(url) });
  expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('Fn::ImportValue');
});
