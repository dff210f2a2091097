import { readReference } from '../../../cli/local/assembly/dynamic-reference';
import { AppScope } from '../../../cli/local/assembly/stack-scope';
import { GivenValues } from '../../../cli/local/secrets/given-values';

const VALUES = { 'token': 'meatyhamhock', 'login': '{"password":"p","port":1}', '/shop/token': 'parameter' };
const GIVEN = { secrets: new GivenValues(VALUES), parameters: new GivenValues({ '/shop/url': 'http://127.0.0.1' }) };
const read = (reference: string): string => readReference(reference, GIVEN, 'Shop: Resources.Method');

test.each([
  ['secretsmanager:token', 'meatyhamhock'],
  ['secretsmanager:token:SecretString:::', 'meatyhamhock'],
  ['secretsmanager:token:SecretString::AWSCURRENT', 'meatyhamhock'],
  ['secretsmanager:login:SecretString:password::', 'p'],
  ['secretsmanager:arn:aws:secretsmanager:eu-west-1:111122223333:secret:token-a1B2c3:SecretString:::', 'meatyhamhock'],
  ['secretsmanager:arn:aws:secretsmanager:eu-west-1:111122223333:secret:token:SecretString:::', 'meatyhamhock'],
  ['ssm:/shop/token', 'parameter'],
  ['ssm-secure:/shop/token:3', 'parameter'],
  ['ssm:/shop/url:2', 'http://127.0.0.1'],
])('{{resolve:%s}} is the value that was given', (reference, value) => {
  expect(read(reference)).toBe(value);
});

test.each([
  ['secretsmanager:other:SecretString:::', 'Shop: Resources.Method: the value of other is only known in AWS; give one with --secret other=<value>'],
  ['secretsmanager:arn:aws:secretsmanager:eu-west-1:111122223333:secret:other-a1B2c3:SecretString:::', 'give one with --secret other=<value>'],
  ['ssm:/shop/other', 'give one with --parameter /shop/other=<value>'],
  ['ssm-secure:/shop/other', 'give one with --secret /shop/other=<value>'],
  ['secretsmanager:login:SecretString:port::', 'the value of login has to be a JSON object with a text port'],
  ['secretsmanager:token:SecretString:field::', 'the value of token has to be a JSON object with a text field'],
  ['vault:token', '{{resolve:vault:token}} can only be looked up in AWS'],
])('{{resolve:%s}} is refused: %s', (reference, message) => {
  expect(() => read(reference)).toThrow(message);
});

test('a refusal shows no value', () => {
  expect(() => read('secretsmanager:token:SecretString:field::')).not.toThrow('meatyhamhock');
});

test('a reference is resolved wherever it stands, also where it is put together', () => {
  const template = {
    Resources: {
      Token: { Type: 'AWS::SecretsManager::Secret' },
      Method: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          Plain: "#set($secret = '{{resolve:secretsmanager:token:SecretString:::}}')",
          Joined: { 'Fn::Join': ['', ["'{{resolve:secretsmanager:", { Ref: 'Token' }, ":SecretString:::}}'"]] },
          Substituted: { 'Fn::Sub': '{{resolve:secretsmanager:${Token}}}' },
        },
      },
    },
  };
  const stack = { id: 'Shop', stackName: 'Shop', account: '000000000000', region: 'us-east-1', template, parameters: {}, assets: new Map<string, never>() };
  const scope = new AppScope([stack], () => 'http://queue', new GivenValues({ ...VALUES, 'Shop-Token': 'generated' })).of(stack);
  expect(scope.resource('Method').properties).toEqual({ Plain: "#set($secret = 'meatyhamhock')", Joined: "'generated'", Substituted: 'generated' });
});
