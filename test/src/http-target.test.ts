import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { configurationOf, only, resourcesOf, synthesize } from './support';
import { ClientSecretPlace, type HttpTargetOptions, RequestSigning, TargetAuthentication, WebhookSecret, WebhookTarget } from '../../src';

const URL_OF_BACKEND = 'https://backend.example.com/hooks';
const targetWith = (options: HttpTargetOptions) => WebhookTarget.http(URL_OF_BACKEND, options);
const targetOf = (template: Template) => (configurationOf(template) as { readonly target: Record<string, unknown> }).target;

describe('headers', () => {
  test('reach the forwarder as they are given', () => {
    const { template } = synthesize({ target: targetWith({ headers: { 'X-Tenant': 'acme', 'Accept': 'application/json, text/plain;q=0.5' } }) });
    expect(targetOf(template).headers).toEqual([['X-Tenant', 'acme'], ['Accept', 'application/json, text/plain;q=0.5']]);
  });

  test('may have values that are known only at deployment', () => {
    const { template } = synthesize(stack => ({ target: targetWith({ headers: { 'X-Tenant': new CfnParameter(stack, 'Tenant').valueAsString } }) }));
    expect(JSON.stringify(only(template, 'AWS::Lambda::Function'))).toContain('{"Ref":"Tenant"}');
  });

  test.each<[string, { readonly [name: string]: string }, RegExp]>([
    ['that concern one connection', { Host: 'other.example' }, /WebhookTarget\.http: headers: "Host" is not possible/],
    ['that the forwarder makes', { 'Webhook-Buffer-Id': '1' }, /headers: "Webhook-Buffer-Id"/],
    ['that say where a webhook came from', { 'X-Forwarded-For': '1.1.1.1' }, /headers: "X-Forwarded-For"/],
    ['that set the key to tell a webhook again', { 'idempotency-key': '1' }, /headers: "idempotency-key"/],
    ['without a name', { '': 'a' }, /headers: "" is not possible: a header name/],
    ['with a blank in their name', { 'X Tenant': 'a' }, /headers: "X Tenant"/],
    ['with a line break', { 'X-Tenant': 'a\r\nX-Evil: b' }, /headers: X-Tenant: .* visible ASCII/],
    ['with a blank at the end', { 'X-Tenant': 'a ' }, /visible ASCII/],
    ['with letters that no header holds', { 'X-Tenant': 'ü' }, /visible ASCII/],
    ['given twice', { 'X-Tenant': 'a', 'x-tenant': 'b' }, /headers: "x-tenant" .*each header once/],
  ])('%s are refused', (_, headers, message) => {
    expect(() => targetWith({ headers })).toThrow(message);
  });

  test.each(['Authorization', 'cookie'])('that hold credentials are refused, and their value is not repeated: %s', name => {
    let message = '';
    try {
      targetWith({ headers: { [name]: 'hunter2' } });
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/may stand in the template; secretHeaders and authentication/);
    expect(message).not.toContain('hunter2');
  });
});

describe('addresses that are not public', () => {
  test.each<[string, HttpTargetOptions, boolean]>([
    ['are blocked', {}, true],
    ['are open on demand', { allowPrivateAddresses: true }, false],
  ])('%s', (_, options, publicAddressesOnly) => {
    expect(targetOf(synthesize({ target: targetWith(options) }).template)).toMatchObject({ publicAddressesOnly });
  });

  const warningsFor = (url: string, options: HttpTargetOptions = {}) => {
    const { stack } = synthesize({ target: WebhookTarget.http(url, { allowHttp: true, ...options }) });
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('no public address')).length;
  };

  test.each([
    'http://localhost:4000', 'https://shop.localhost', 'http://127.0.0.1', 'http://2130706433', 'http://10.0.0.7:8080/hooks', 'http://169.254.169.254', 'http://172.16.0.1', 'http://172.31.0.1',
    'http://192.168.0.1', 'http://[::1]', 'http://[fd00::1]', 'http://[fe80::1]',
  ])('of which the forwarder would find out with the first webhook only are warned of: %s', url => {
    expect([warningsFor(url), warningsFor(url, { allowPrivateAddresses: true })]).toEqual([1, 0]);
  });

  test.each(['https://10.example.com', 'https://172.15.0.1', 'https://172.32.0.1', 'https://[2606:4700::1]', 'https://fd.example.com'])('are no others: %s', url => {
    expect(warningsFor(url)).toBe(0);
  });

  test('may be what a token leads to', () => {
    const { stack } = synthesize(scope => ({ target: WebhookTarget.http(`https://${new CfnParameter(scope, 'Host').valueAsString}/hooks`) }));
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('no public address'))).toEqual([]);
  });
});

describe('credentials', () => {
  const secretIn = (stack: Stack, id: string, field?: string) => WebhookSecret.fromSecretsManager(new Secret(stack, id), field);
  const parameterIn = (stack: Stack) => WebhookSecret.fromParameterStore(StringParameter.fromSecureStringParameterAttributes(stack, 'Key', { parameterName: '/backend/key' }));

  test.each<[string, (stack: Stack) => HttpTargetOptions, object]>([
    ['basic', stack => {
      const login = new Secret(stack, 'Login');
      const [username, password] = ['user', 'password'].map(field => WebhookSecret.fromSecretsManager(login, field));
      return { authentication: TargetAuthentication.basic({ username, password }) };
    }, { authentication: { kind: 'basic', username: { field: 'user' }, password: { field: 'password' } } }],
    ['bearer', stack => ({ authentication: TargetAuthentication.bearer(secretIn(stack, 'Token')) }), { authentication: { kind: 'bearer', token: { from: 'secretsManager' } } }],
    ['oauth2', stack => ({
      authentication: TargetAuthentication.oauth2ClientCredentials({
        tokenUrl: 'https://login.example.com/token?a=b', clientId: 'shop', clientSecret: secretIn(stack, 'Client'), scope: 'a b', audience: 'c', clientSecretPlace: ClientSecretPlace.BODY,
      }),
    }), { authentication: { kind: 'oauth2', tokenUrl: 'https://login.example.com/token?a=b', clientId: 'shop', clientSecretIn: 'body', scope: 'a b', audience: 'c' } }],
    ['headers', stack => ({ secretHeaders: { 'X-Key': parameterIn(stack) } }), { secretHeaders: { 'X-Key': { from: 'parameterStore', name: '/backend/key' } } }],
    ['certificates', stack => ({
      clientCertificate: { certificate: secretIn(stack, 'Client', 'certificate'), privateKey: secretIn(stack, 'ClientKey') }, certificateAuthorities: secretIn(stack, 'Authorities'),
    }), { tls: { clientCertificate: { certificate: { field: 'certificate' }, privateKey: {} }, authorities: {} } }],
    ['signing', stack => ({ signing: RequestSigning.standardWebhooks(secretIn(stack, 'Signing')) }), { signing: { kind: 'standardWebhooks', secret: { from: 'secretsManager' } } }],
  ])('P8: are given by reference, and the forwarder may read just them: %s', (_, options, expected) => {
    const { template, stack } = synthesize(scope => ({ target: targetWith(options(scope)) }));
    const configuration = stack.resolve(JSON.stringify(only(template, 'AWS::Lambda::Function'))) as string;
    for (const text of textsOf(expected)) expect(configuration).toContain(text);
    const secrets = Object.keys(template.findResources('AWS::SecretsManager::Secret')).map(id => ({ Ref: id }));
    const grants = statementsAbout(template, /^(secretsmanager|ssm|kms):/);
    expect(grants.map(({ Action }) => Action)).toEqual(grants.map(({ Resource }) => secrets.some(secret => JSON.stringify(secret) === JSON.stringify(Resource)) ? 'secretsmanager:GetSecretValue' : 'ssm:GetParameter'));
    expect(grants).toHaveLength(Math.max(1, secrets.length));
  });

  test.each<[string, (stack: Stack) => HttpTargetOptions, RegExp]>([
    ['a header that is given both ways', stack => ({ headers: { 'x-key': 'a' }, secretHeaders: { 'X-Key': parameterIn(stack) } }), /WebhookTarget\.http: headers: "X-Key" .*do not set as well/],
    ['a header that authentication sets', stack => ({
      secretHeaders: { authorization: parameterIn(stack) }, authentication: TargetAuthentication.bearer(secretIn(stack, 'Token')),
    }), /headers: "authorization" .*do not set as well/],
    ['a header that signing sets', stack => ({ headers: { 'Webhook-Id': 'a' }, signing: RequestSigning.standardWebhooks(secretIn(stack, 'Signing')) }), /headers: "Webhook-Id"/],
    ['a secret header that the forwarder makes', stack => ({ secretHeaders: { Host: parameterIn(stack) } }), /secretHeaders: "Host"/],
    ['a token endpoint that is not https', stack => ({
      authentication: TargetAuthentication.oauth2ClientCredentials({ tokenUrl: 'http://login.example.com/token', clientId: 'shop', clientSecret: secretIn(stack, 'Client') }),
    }), /tokenUrl: "http:.* an absolute https: URL/],
    ['a token endpoint with a fragment', stack => ({
      authentication: TargetAuthentication.oauth2ClientCredentials({ tokenUrl: 'https://login.example.com/#a', clientId: 'shop', clientSecret: secretIn(stack, 'Client') }),
    }), /oauth2ClientCredentials: tokenUrl: .*without credentials or fragment/],
    ['a client without a name', stack => ({
      authentication: TargetAuthentication.oauth2ClientCredentials({ tokenUrl: 'https://login.example.com/', clientId: '', clientSecret: secretIn(stack, 'Client') }),
    }), /clientId: ""/],
  ])('%s is refused', (_, options, message) => {
    expect(() => targetWith(options(new Stack(new App(), 'Shop')))).toThrow(message);
  });

  test.each(['clientCertificate', 'certificateAuthorities'])('%s without TLS is refused', option => {
    const stack = new Stack(new App(), 'Shop');
    const secret = secretIn(stack, 'Certificate');
    const options = { clientCertificate: { certificate: secret, privateKey: secret }, certificateAuthorities: secret };
    const given = { allowHttp: true, [option]: options[option as keyof typeof options] };
    expect(() => WebhookTarget.http('http://backend.example.com', given)).toThrow(/certificates belong to TLS/);
  });
});

interface Statement {
  readonly Action: string;
  readonly Resource: unknown;
}

function statementsAbout(template: Template, actions: RegExp): Statement[] {
  return resourcesOf(template, 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { readonly Statement: Statement[] }).Statement)
    .filter(({ Action }) => typeof Action === 'string' && actions.test(Action));
}

/** Each text in a structure, as it stands within the JSON of a JSON text. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Object.entries(value as object).flatMap(([name, member]) => [name, ...textsOf(member)]);
}
