import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { configurationOf, resourcesOf, synthesize } from './support';
import { WebhookSecret, WebhookSource, type WebhookBufferProps } from '../../src';
import { MANIFEST_KEY } from '../../src/contract/manifest';

const github = (stack: Stack) => WebhookSource.github({ secret: WebhookSecret.fromSecretsManager(Secret.fromSecretCompleteArn(stack, 'Secret', ARN), 'key') });
const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:github-AbCdEf';

const checking = (props: Partial<WebhookBufferProps> = {}) => synthesize(stack => ({ source: github(stack), ...props }));

const quarantinesIn = (template: Template) => Object.keys(template.findResources('AWS::SQS::Queue')).filter(id => id.startsWith('OrdersQuarantine'));

describe('a buffer whose route has a source with a secret', () => {
  const { template, buffer, stack } = checking({ removalPolicy: RemovalPolicy.DESTROY });
  const queue = stack.resolve(buffer.quarantineQueue!.queueArn) as object;
  const { 'Fn::GetAtt': [queueId] } = queue as { 'Fn::GetAtt': [string] };

  test('F29 has the forwarder check signatures, and tells it no secret', () => {
    expect(configurationOf(template)).toMatchObject({
      routes: {
        '/': {
          source: {
            name: 'github',
            signature: { kind: 'hmac', signatures: { header: 'x-hub-signature-256' } },
            secrets: [{ from: 'secretsManager', id: ARN, field: 'key' }],
          },
        },
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { WEBHOOK_BUFFER_QUARANTINE_QUEUE_URL: { Ref: queueId } } } });
  });

  test('has a quarantine of the same kind as its queue', () => {
    const [, { Properties: dead }] = Object.entries(template.findResources('AWS::SQS::Queue')).find(([id]) => id.startsWith('OrdersDeadLetterQueue'))! as [string, { Properties: object }];
    expect(template.findResources('AWS::SQS::Queue')[queueId]).toMatchObject({ Properties: dead, DeletionPolicy: 'Delete' });
  });

  test('P8: lets the forwarder send to the quarantine and read the secret, and no more', () => {
    const statements = resourcesOf(template, 'AWS::IAM::Policy')
      .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('"OrdersForwarderRole'))
      .flatMap(({ Properties }) => (Properties.PolicyDocument as { readonly Statement: object[] }).Statement);
    expect(statements).toContainEqual({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue });
    expect(statements).toContainEqual({ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ARN });
  });

  test('has alarms for what is in the quarantine, and for what could not be checked', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1, Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queueId, 'QueueName'] } }],
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'WebhookBuffer', MetricName: 'VerificationUnavailable', Threshold: 1 });
    expect([buffer.alarms.quarantine, buffer.alarms.verification]).not.toContain(undefined);
  });

  test('names the quarantine in its outputs and in the manifest', () => {
    template.hasOutput('OrdersQuarantineQueueUrl', { Value: { Ref: queueId } });
    const { Metadata } = template.toJSON() as { readonly Metadata: Record<string, unknown> };
    expect(Metadata[MANIFEST_KEY]).toMatchObject({ buffers: { Orders: { quarantineQueue: queueId } } });
  });

  test('has a metric of what was quarantined', () => {
    expect(buffer.metricQuarantined()).toMatchObject({ namespace: 'WebhookBuffer', metricName: 'Quarantined', statistic: 'Sum', dimensions: { service: 'Shop/Orders' } });
  });
});

test('a route that is added later brings the quarantine along', () => {
  const made = synthesize();
  const { buffer, stack } = made;
  expect(buffer.quarantineQueue).toBeUndefined();
  buffer.addRoute('/github', { source: github(stack) });
  buffer.addRoute('/second', { source: WebhookSource.stripe({ secret: WebhookSecret.fromSecretsManager(new Secret(stack, 'Stripe')) }) });
  expect(buffer.quarantineQueue).toBeDefined();
  expect(quarantinesIn(made.template)).toHaveLength(1);
});

test('a route by the function door is checked by the forwarder too, for what came before it was switched on', () => {
  const { template, buffer } = checking({ functionDoor: true });
  expect(buffer.quarantineQueue).toBeDefined();
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { WEBHOOK_BUFFER_CONFIGURATION: Match.stringLikeRegexp('"source":\\{"name":"github"') } },
  });
});

test.each<[string, WebhookSource]>([
  ['a source without a secret', WebhookSource.github()],
  ['any sender', WebhookSource.none()],
  ['a source that has nothing to check', WebhookSource.monday()],
])('%s needs no quarantine, and costs nothing', (_, source) => {
  const { template, buffer } = synthesize({ source });
  expect([buffer.quarantineQueue, buffer.alarms.quarantine, buffer.alarms.verification]).toEqual([undefined, undefined, undefined]);
  expect(quarantinesIn(template)).toEqual([]);
  expect(Object.keys(template.findOutputs('*')).filter(name => name.includes('Quarantine'))).toEqual([]);
});
