import { join } from 'node:path';
import { bufferTemplate, directoryOf, PARTS, removeDirectories, stackOf } from './assembly-fixture';
import { findBuffers, resolveBuffer, typesNotRun, type ResolvedBuffer } from '../../../cli/local/assembly/buffers';
import type { AssemblyStack } from '../../../cli/local/assembly/load-assembly';
import { AppScope } from '../../../cli/local/assembly/stack-scope';

afterAll(removeDirectories);

const code = directoryOf({ 'index.js': '' });
const assets = new Map([['code.zip', { path: code, packaging: 'zip' }]]);
const shop = stackOf(bufferTemplate(), { assets });
const empty = stackOf({}, { id: 'Base', stackName: 'base-stack' });

function resolveFirst(stack: AssemblyStack): ResolvedBuffer {
  const scope = new AppScope([stack], name => `http://queues/${name}`).of(stack);
  return findBuffers([stack], []).map(buffer => resolveBuffer(buffer, scope))[0];
}

describe('the buffers of an app', () => {
  test('are found by what the construct states in the template', () => {
    expect(findBuffers([empty, shop], [])).toEqual([{ name: 'Shop/Orders', parts: PARTS, stack: shop }]);
  });

  test.each(['Shop', 'shop-stack'])('can be chosen by the id or the name of their stack: %s', name => {
    const named = { ...shop, stackName: 'shop-stack' };
    expect(findBuffers([empty, named, { ...shop, id: 'Other', stackName: 'Other' }], [name])).toMatchObject([{ name: 'Shop/Orders' }]);
  });

  test('are those of nested stacks too when the parent is chosen', () => {
    const nested = { ...shop, id: 'Base/Nested', stackName: 'Base-Nested', nestedIn: { parent: empty, logicalId: 'Nested' } };
    expect(findBuffers([empty, nested], ['Base'])).toMatchObject([{ name: 'Base/Nested/Orders' }]);
  });

  test.each([
    ['the app has none', [empty], [], 'There is no WebhookBuffer in the app. Stacks of the app: Base.'],
    ['the app has no stack', [], [], 'There is no WebhookBuffer in the app. Stacks of the app: none.'],
    ['the chosen stack has none', [empty, shop], ['Base'], 'There is no WebhookBuffer in stack Base. Stacks of the app: Base, Shop.'],
    ['the chosen stack does not exist', [empty, shop], ['Shop', 'Ship'], 'There is no stack Ship. Stacks of the app: Base, Shop.'],
  ])('are missed when %s', (_, stacks, selected, message) => {
    expect(() => findBuffers(stacks, selected)).toThrow(message);
  });

  test('must be described as this version does', () => {
    const other = stackOf({ Metadata: { 'cdk-webhook-buffer': { version: 2, buffers: {} } } });
    expect(() => findBuffers([other], [])).toThrow('Stack Shop was synthesized by another version of cdk-webhook-buffer: its manifest has version 2, not 1.');
  });
});

describe('a resolved buffer', () => {
  test('has all that a webhook passes', () => {
    const api = { Ref: 'Api' };
    const buffer = resolveFirst(stackOf(bufferTemplate({
      Method: { Type: 'AWS::ApiGateway::Method', Properties: { RestApiId: api, HttpMethod: 'POST' } },
      Documentation: { Type: 'AWS::ApiGateway::DocumentationPart', Properties: { RestApiId: api } },
      OtherMethod: { Type: 'AWS::ApiGateway::Method', Properties: { RestApiId: { Ref: 'OtherApi' }, Zones: { 'Fn::GetAZs': '' } } },
      Role: { Type: 'AWS::IAM::Role', Properties: { Zones: { 'Fn::GetAZs': '' } } },
    }), { assets }));
    expect([...buffer.stack.resources.keys()].sort()).toEqual(['Api', 'DeadLetterQueue', 'Forwarder', 'Mapping', 'Method', 'Queue', 'Stage', 'Table']);
    expect(buffer).toMatchObject({ name: 'Shop/Orders', parts: PARTS, stack: { name: 'Shop', account: '111122223333', region: 'eu-west-1' } });
    expect(buffer.codeOf('forwarder')).toBe(code);
    expect(buffer.part('queue')).toEqual({ logicalId: 'Queue', type: 'AWS::SQS::Queue', properties: { FifoQueue: true, VisibilityTimeout: 60, QueueName: 'Shop-Queue.fifo' } });
  });

  test.each([
    ['of another type', { Queue: { Type: 'AWS::SNS::Topic' } }, 'The queue of Shop/Orders, Queue, must be of type AWS::SQS::Queue; it is AWS::SNS::Topic.'],
    ['missing', { Table: undefined as never }, 'The attemptTable of Shop/Orders, Table, must be of type AWS::DynamoDB::GlobalTable or AWS::DynamoDB::Table; it is missing.'],
  ])('cannot have a part that is %s', (_, resources, message) => {
    expect(() => resolveFirst(stackOf(bufferTemplate(resources), { assets }))).toThrow(message);
  });

  test('cannot have an API that its stack does not make', () => {
    const template = bufferTemplate();
    const parts = { ...PARTS, api: undefined };
    const Metadata = { 'cdk-webhook-buffer': { version: 1, buffers: { Orders: parts } } };
    expect(() => resolveFirst(stackOf({ ...template, Metadata }, { assets }))).toThrow('The api of Shop/Orders is not made by its stack, so that it cannot be run on this machine.');
  });

  test('has the usage plans of its API, with their keys', () => {
    const buffer = resolveFirst(stackOf(bufferTemplate({
      Plan: { Type: 'AWS::ApiGateway::UsagePlan', Properties: { ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } }] } },
      Join: { Type: 'AWS::ApiGateway::UsagePlanKey', Properties: { KeyId: { Ref: 'Key' }, UsagePlanId: { Ref: 'Plan' } } },
      Key: { Type: 'AWS::ApiGateway::ApiKey' },
      OtherPlan: { Type: 'AWS::ApiGateway::UsagePlan' },
      OtherKey: { Type: 'AWS::ApiGateway::ApiKey' },
    }), { assets }));
    expect([...buffer.stack.resources.keys()]).toEqual(expect.arrayContaining(['Plan', 'Join', 'Key']));
    expect([...buffer.stack.resources.keys()]).not.toEqual(expect.arrayContaining(['OtherPlan']));
    expect(buffer.stack.resources.has('OtherKey')).toBe(false);
  });

  test('cannot have a part of its API that is not understood', () => {
    const template = bufferTemplate({ Lock: { Type: 'AWS::ApiGateway::Lock', Properties: { RestApiId: { Ref: 'Api' } } } });
    expect(() => resolveFirst(stackOf(template, { assets }))).toThrow('Lock, of type AWS::ApiGateway::Lock, is part of the API of Shop/Orders, and cannot be run on this machine.');
  });

  test.each([
    ['is no asset', {}, 'The code of Forwarder in stack Shop is not an asset of the app.'],
    ['is written in the template', { ZipFile: '' }, 'The code of Forwarder in stack Shop is not an asset of the app.'],
    ['is gone', { S3Key: 'gone.zip' }, 'The code of Forwarder in stack Shop is missing: there is no /gone/index.js. Synthesize the app again.'],
  ])('cannot have a forwarder whose code %s', (_, Code, message) => {
    const Forwarder = { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler', Code } };
    const stack = stackOf(bufferTemplate({ Forwarder }), { assets: new Map([['gone.zip', { path: '/gone', packaging: 'zip' }]]) });
    expect(() => resolveFirst(stack).codeOf('forwarder')).toThrow(message);
  });

  test.each(['js', 'cjs', 'mjs'])('finds a handler in a .%s file', extension => {
    const path = directoryOf({ [join(`index.${extension}`)]: '' });
    expect(resolveFirst({ ...shop, assets: new Map([['code.zip', { path, packaging: 'zip' }]]) }).codeOf('forwarder')).toBe(path);
  });
});

test('names, once each, the types of resources that are not run', () => {
  const stack = stackOf(bufferTemplate({
    B: { Type: 'AWS::SNS::Topic' }, A: { Type: 'AWS::IAM::Role' }, C: { Type: 'AWS::SNS::Topic' }, D: { Type: 'AWS::CDK::Metadata' },
  }), { assets });
  expect(typesNotRun(findBuffers([stack, empty], []))).toEqual(['AWS::IAM::Role', 'AWS::SNS::Topic']);
});
