import { Match } from 'aws-cdk-lib/assertions';
import { ApiKey, Period } from 'aws-cdk-lib/aws-apigateway';
import { DoorAccess } from '../../../src';
import { only, resourcesOf, synthesize } from '../support';

test('webhooks take a key, and what is no webhook takes none', () => {
  const { template } = synthesize({ access: [DoorAccess.apiKey()] });
  const required = (method: string) => resourcesOf(template, 'AWS::ApiGateway::Method').filter(({ Properties }) => Properties.HttpMethod === method)
    .map(({ Properties }) => Properties.ApiKeyRequired);
  expect(required('ANY')).toEqual([true, true]);
  expect(required('GET')).toEqual([false, false]);
});

test('a key is made for the stage, without its value in the template', () => {
  const { template } = synthesize({ access: [DoorAccess.apiKey()] });
  const [stage] = Object.keys(template.findResources('AWS::ApiGateway::Stage'));
  template.hasResourceProperties('AWS::ApiGateway::UsagePlan', { ApiStages: [Match.objectLike({ Stage: { Ref: stage } })], Quota: Match.absent(), Throttle: Match.absent() });
  expect(only(template, 'AWS::ApiGateway::ApiKey').Properties).not.toHaveProperty('Value');
});

test('given keys share a plan with its limits', () => {
  const { template } = synthesize(stack => ({
    access: [DoorAccess.apiKey({
      apiKeys: ['A', 'B'].map(id => new ApiKey(stack, id)), rateLimit: 2.5, quota: 1000, quotaPeriod: Period.DAY,
    })],
  }));
  template.resourceCountIs('AWS::ApiGateway::UsagePlanKey', 2);
  template.hasResourceProperties('AWS::ApiGateway::UsagePlan', { Throttle: { RateLimit: 2.5, BurstLimit: 3 }, Quota: { Limit: 1000, Period: 'DAY' } });
});

test('a missing key is answered in the door\'s own shape', () => {
  synthesize().template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
    ResponseType: 'INVALID_API_KEY', StatusCode: '403', ResponseTemplates: { 'application/json': Match.stringLikeRegexp('"error":"forbidden"') },
  });
});

test.each([
  [() => DoorAccess.apiKey({ apiKeys: [] }), /apiKeys: "an empty list" .*at least one key/],
  [() => DoorAccess.apiKey({ burstLimit: 3 }), /burstLimit: 3 .*only with rateLimit/],
  [() => DoorAccess.apiKey({ quota: 3 }), /quota: 3 .*go together/],
  [() => DoorAccess.apiKey({ quotaPeriod: Period.DAY }), /quota: "none" .*go together/],
])('limits that do not go together are refused: %s', (act, message) => {
  expect(act).toThrow(message);
});
