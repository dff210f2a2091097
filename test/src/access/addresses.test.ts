import { Match } from 'aws-cdk-lib/assertions';
import { DoorAccess } from '../../../src';
import { only, synthesize } from '../support';

test('all but the listed addresses are denied, at this stage', () => {
  const ranges = ['192.0.2.7', '198.51.100.0/24', '2001:db8::/32'];
  const { template } = synthesize({ access: [DoorAccess.addresses(...ranges)] });
  const statement = { Principal: { AWS: '*' }, Action: 'execute-api:Invoke', Resource: 'execute-api:/prod/*' };
  expect(only(template, 'AWS::ApiGateway::RestApi').Properties.Policy).toEqual({
    Version: '2012-10-17',
    Statement: [
      { ...statement, Effect: 'Allow' },
      { ...statement, Effect: 'Deny', Condition: { NotIpAddress: { 'aws:SourceIp': ranges } } },
    ],
  });
});

test('one who is denied is not told the name of the API', () => {
  synthesize().template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
    ResponseType: 'ACCESS_DENIED', StatusCode: '403', ResponseTemplates: { 'application/json': Match.not(Match.stringLikeRegexp('messageString')) },
  });
});

test.each([
  [[], /no address/], [['192.0.2.300'], /"192\.0\.2\.300" is not possible: addresses or ranges/], [['192.0.2.0/33'], /\/33/], [['example.com'], /example\.com/],
  [['2001:db8::/129'], /\/129/], [['0.0.0.0/0'], /leave somebody out/], [['::/0'], /leave somebody out/], [['192.0.2.0/'], /192/],
])('what is no range is refused: %j', (ranges, message) => {
  expect(() => DoorAccess.addresses(...ranges)).toThrow(message);
});

test('more ranges than a resource policy takes are refused', () => {
  const ranges = Array.from({ length: 600 }, (_, index) => `192.0.${100 + Math.floor(index / 10)}.${index % 10}/32`);
  expect(() => synthesize({ access: [DoorAccess.addresses(...ranges)] })).toThrow(/Door: access: .*600 ranges.*has \d{5} characters, and API Gateway takes 8192/);
});
