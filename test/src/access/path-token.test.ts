import { SecretValue } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { DoorAccess } from '../../../src';
import { configurationOf, only, synthesize } from '../support';

const TOKEN = 'nTyc3XQ7-wW0b_g5rLkZ';
const plain = DoorAccess.pathToken(SecretValue.unsafePlainText(TOKEN));
const secret = DoorAccess.pathToken(SecretValue.secretsManager('token'));

test('the token comes before the path of each route, and is in no other place', () => {
  const { template, buffer } = synthesize({ path: '/github', access: [plain] });
  template.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: TOKEN });
  expect(JSON.stringify(template.toJSON()).split(TOKEN)).toHaveLength(2);
  expect(buffer.url).toMatch(/\/\{pathToken\}\/github$/);
  expect(configurationOf(template)).toMatchObject({ routes: { '/{pathToken}/github': {} } });
});

test('a secret stands in the template as a reference only', () => {
  const { template } = synthesize({ access: [secret] });
  template.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: '{{resolve:secretsmanager:token:SecretString:::}}' });
  template.hasOutput('OrdersUrl', { Value: Match.not(Match.stringLikeRegexp('resolve')) });
});

test('neither access log nor metrics name resources, whose path has the token', () => {
  const { template } = synthesize({ access: [secret] });
  template.hasResourceProperties('AWS::ApiGateway::Stage', {
    AccessLogSetting: { Format: Match.not(Match.stringLikeRegexp('resourcePath')) },
    MethodSettings: [Match.objectLike({ MetricsEnabled: false })],
  });
});

test('another token is another deployment', () => {
  const deployment = (token: string) => Object.keys(synthesize({ access: [DoorAccess.pathToken(SecretValue.unsafePlainText(token))] }).template.findResources('AWS::ApiGateway::Deployment'));
  expect(deployment(TOKEN)).not.toEqual(deployment(`${TOKEN}x`));
});

test('on an API of one\'s own it comes behind the given resource', () => {
  const { buffer, template, stack: shop } = synthesize(stack => ({ resource: new RestApi(stack, 'Mine').root.addResource('hooks'), path: '/github', access: [secret] }));
  expect(buffer.url).toMatch(/\/hooks\/\{pathToken\}\/github$/);
  expect(only(template, 'AWS::ApiGateway::RestApi')).toBeDefined();
  Annotations.fromStack(shop).hasWarning('*', Match.stringLikeRegexp('access log of the given API'));
});

test.each(['short', `${TOKEN}/x`, `${TOKEN}ü`, 'x'.repeat(129)])('a token that can be guessed or is no path segment is refused without being repeated: %s', token => {
  let message = '';
  try {
    DoorAccess.pathToken(SecretValue.unsafePlainText(token));
  } catch (error) {
    message = String(error);
  }
  expect(message).toMatch(/a token of \d+ characters.* 20 to 128 letters/);
  expect(message).not.toContain(token);
});

test('no route can take the place of the token', () => {
  expect(() => synthesize({ path: '/{pathToken}/x' })).toThrow(/stands for the token/);
});
