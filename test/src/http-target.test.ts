import { CfnParameter } from 'aws-cdk-lib';
import { type Template } from 'aws-cdk-lib/assertions';
import { configurationOf, only, synthesize } from './support';
import { type HttpTargetOptions, WebhookTarget } from '../../src';

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
});
