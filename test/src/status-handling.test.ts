import { Lazy } from 'aws-cdk-lib';
import { configurationOf, synthesize } from './support';
import { WebhookTarget, type HttpTargetOptions } from '../../src';

const http = (options: HttpTargetOptions) => WebhookTarget.http('https://b.example.com', options);

function configured(options: HttpTargetOptions): unknown {
  return (configurationOf(synthesize({ target: http(options) }).template) as { target: unknown }).target;
}

test('statuses that are handled otherwise than by default reach the forwarder', () => {
  expect(configured({ retryStatuses: [400, 422], permanentStatuses: [403] })).toMatchObject({ retryStatuses: [400, 422], permanentStatuses: [403] });
  expect(configured({})).not.toHaveProperty('retryStatuses');
});

test.each<[string, HttpTargetOptions, RegExp]>([
  ['a status of success', { permanentStatuses: [204] }, /permanentStatuses: 204 .*300 to 599; 2xx is always a delivery/],
  ['a status that HTTP has not', { retryStatuses: [600] }, /retryStatuses: 600/],
  ['half a status', { retryStatuses: [422.5] }, /retryStatuses: 422\.5/],
  ['a status that is both', { retryStatuses: [400, 422], permanentStatuses: [422] }, /permanentStatuses: 422 .*not in retryStatuses as well/],
  ['a status that is not known yet', { retryStatuses: [Lazy.number({ produce: () => 422 })] }, /retryStatuses: a token/],
])('%s is refused', (_what, options, message) => {
  expect(() => http(options)).toThrow(message);
});

test('alarms tell of a target that refuses, and of one that is gone', () => {
  const { template } = synthesize();
  for (const MetricName of ['TargetRefused', 'TargetGone']) {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'WebhookBuffer', MetricName, Threshold: 1, Statistic: 'Sum', Period: 300, Dimensions: [{ Name: 'service', Value: 'Shop/Orders' }],
    });
  }
});
