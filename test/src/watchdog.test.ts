import { Aws, Duration, Fn } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { resourcesOf, synthesize } from './support';
import { CircuitBreaker } from '../../src';
import { MANIFEST_KEY } from '../../src/contract/manifest';

const pausing = () => ({ circuitBreaker: CircuitBreaker.standard({ pauseAfter: Duration.minutes(5) }) });

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface Policy {
  readonly Roles: unknown;
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

test('a buffer has no watchdog unless outages pause it', () => {
  const { template, buffer } = synthesize();
  template.resourceCountIs('AWS::Lambda::Function', 1);
  template.resourceCountIs('AWS::Events::Rule', 0);
  expect([buffer.alarms.paused, buffer.alarms.watchdogErrors]).toEqual([undefined, undefined]);
  expect(template.toJSON().Metadata[MANIFEST_KEY].buffers.Orders).not.toHaveProperty('watchdog');
});

describe('a buffer that outages pause', () => {
  const { template, buffer, stack } = synthesize(pausing());
  const [mapping] = Object.keys(template.findResources('AWS::Lambda::EventSourceMapping'));

  test('has a watchdog that comes each minute and knows what to look after', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 } })],
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          WEBHOOK_BUFFER_NAME: 'Shop/Orders',
          WEBHOOK_BUFFER_ATTEMPT_TABLE: stack.resolve(buffer.attemptLog.tableName),
          WEBHOOK_BUFFER_EVENT_SOURCE_MAPPING: { Ref: mapping },
          WEBHOOK_BUFFER_PAUSE_AFTER_SECONDS: '300',
        },
      },
    });
  });

  test('P8: the watchdog may switch this one mapping, and read and mark the circuit, and no more', () => {
    const policies = resourcesOf(template, 'AWS::IAM::Policy').map(({ Properties }) => Properties as unknown as Policy);
    const [policy] = policies.filter(({ Roles }) => JSON.stringify(Roles).includes('OrdersWatchdogRole'));
    expect(policy.PolicyDocument.Statement.map(({ Action, Resource, Condition }) => ({ Action, Resource, Condition }))).toEqual([
      { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: expect.anything() as unknown, Condition: undefined },
      {
        Action: ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
        Resource: stack.resolve(`arn:${Aws.PARTITION}:lambda:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-source-mapping:${Fn.ref(mapping)}`),
        Condition: undefined,
      },
      {
        Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
        Resource: stack.resolve(buffer.attemptLog.tableArn),
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['C#target'] } },
      },
    ]);
  });

  test('says so by an alarm, whoever paused it, and by another where the watchdog fails', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'WebhookBuffer', MetricName: 'Paused', Statistic: 'Minimum', Threshold: 1 });
    expect([buffer.alarms.paused, buffer.alarms.watchdogErrors]).not.toContain(undefined);
  });

  test('names the watchdog and its schedule among its parts', () => {
    expect(template.toJSON().Metadata[MANIFEST_KEY].buffers.Orders).toMatchObject({
      watchdog: expect.stringMatching(/^OrdersWatchdogFunction/) as unknown, watchdogSchedule: expect.stringMatching(/^OrdersWatchdogSchedule/) as unknown,
    });
  });
});

test('the watchdog may use the key of the table', () => {
  const { template } = synthesize(scope => ({ ...pausing(), encryptionKey: new Key(scope, 'Key') }));
  const policies = resourcesOf(template, 'AWS::IAM::Policy').filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('OrdersWatchdogRole'));
  expect(JSON.stringify(policies)).toContain('kms:Decrypt');
});

test.each<[string, Parameters<typeof CircuitBreaker.standard>[0], RegExp]>([
  ['a pause before the first minute', { pauseAfter: Duration.seconds(59) }, /pauseAfter: "59 seconds" is not possible: at least 1 minute/],
  ['a pause that is over before it has begun', { pauseAfter: Duration.minutes(5), longestOpenTime: Duration.minutes(4) },
    /longestOpenTime: "240 seconds" is not possible: with pauseAfter, at least 5 minutes/],
])('%s is refused', (_, options, message) => {
  expect(() => CircuitBreaker.standard(options)).toThrow(message);
});
