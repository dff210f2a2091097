import { SecretValue } from 'aws-cdk-lib';
import { MessageGrouping, WebhookMethod, WebhookSource } from '../../../src';
import { resourcesOf, synthesize } from '../support';

const sendMessageTemplate = (route: Parameters<typeof synthesize>[0]) => {
  const any = resourcesOf(synthesize(route).template, 'AWS::ApiGateway::Method').find(({ Properties }) => Properties.HttpMethod === 'ANY');
  return JSON.stringify(any?.Properties.Integration);
};

test('a source groups and deduplicates as its provider does', () => {
  const template = sendMessageTemplate({ source: WebhookSource.github() });
  expect(template).toContain('$input.path(\'$.repository.full_name\')');
  expect(template).toContain('x-github-delivery');
});

test('what a route says takes precedence over its source', () => {
  const template = sendMessageTemplate({ source: WebhookSource.github(), grouping: MessageGrouping.header('X-Tenant') });
  expect(template).not.toContain('$.repository.full_name');
  expect(template).toContain('x-tenant');
});

test('a standard queue takes no deduplication from a source', () => {
  expect(sendMessageTemplate({ source: WebhookSource.github(), fifo: false })).not.toContain('x-github-delivery');
});

test('a handshake takes the place of the refusal of its method', () => {
  const { template } = synthesize({ source: WebhookSource.meta({ verifyToken: SecretValue.secretsManager('meta-token') }) });
  const methods = resourcesOf(template, 'AWS::ApiGateway::Method').filter(({ Properties }) => Properties.HttpMethod === 'GET');
  expect(methods).toHaveLength(2);
  for (const { Properties } of methods) {
    expect(JSON.stringify(Properties.Integration)).toContain('{{resolve:secretsmanager:meta-token:SecretString:::}}');
  }
});

test('webhooks come by the methods of the route only', () => {
  const { template } = synthesize({ methods: [WebhookMethod.POST] });
  const refused = resourcesOf(template, 'AWS::ApiGateway::Method').filter(({ Properties }) => Properties.HttpMethod === 'PUT');
  expect(JSON.stringify(refused[0]?.Properties)).toContain('webhooks are taken by POST');
});

test('a route takes the types of content that it names, and answers any other one 415', () => {
  const [{ Properties }] = resourcesOf(synthesize({ contentTypes: ['application/json'] }).template, 'AWS::ApiGateway::Method')
    .filter(({ Properties: { HttpMethod } }) => HttpMethod === 'ANY');
  const { RequestTemplates, PassthroughBehavior } = Properties.Integration as { RequestTemplates: object; PassthroughBehavior: string };
  expect([Object.keys(RequestTemplates), PassthroughBehavior]).toEqual([['application/json'], 'NEVER']);
});

test.each([[['image/png'], '"image/png"'], [[], '"an empty list"']])('a route of the types %j is refused', (contentTypes, shown) => {
  expect(() => synthesize({ contentTypes })).toThrow(`Shop/Orders: contentTypes: ${shown} is not possible: at least one of application/json,`);
});

test('a route without any method is refused', () => {
  expect(() => synthesize({ methods: [] })).toThrow('Shop/Orders: methods: "an empty list" is not possible: at least one method');
});
