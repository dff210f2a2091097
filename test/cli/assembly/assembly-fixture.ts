import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AssemblyStack } from '../../../cli/local/assembly/load-assembly';
import type { Template } from '../../../cli/local/assembly/template';
import { MANIFEST_KEY, MANIFEST_VERSION, type BufferManifest } from '../../../src/contract/manifest';

const directories: string[] = [];

/** Writes files, those with objects as JSON, into a new folder. */
export function directoryOf(files: { readonly [path: string]: string | object }): string {
  const directory = mkdtempSync(join(tmpdir(), 'webhook-buffer-assembly-'));
  directories.push(directory);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return directory;
}

export function removeDirectories(): void {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
}

/** manifest.json of an assembly with the given artifacts. */
export function manifestOf(artifacts: object): object {
  return { version: '48.0.0', artifacts };
}

export function stackArtifact(templateFile: string, properties: object = {}, environment = 'aws://unknown-account/unknown-region'): object {
  return { type: 'aws:cloudformation:stack', environment, properties: { templateFile, ...properties } };
}

/** A stack as loading it would give it. */
export function stackOf(template: Template, stack: Partial<AssemblyStack> = {}): AssemblyStack {
  return {
    id: 'Shop',
    stackName: 'Shop',
    account: '111122223333',
    region: 'eu-west-1',
    template,
    parameters: {},
    assets: new Map(),
    ...stack,
  };
}

export const PARTS: BufferManifest = {
  api: 'Api',
  stage: 'Stage',
  queue: 'Queue',
  deadLetterQueue: 'DeadLetterQueue',
  forwarder: 'Forwarder',
  eventSourceMapping: 'Mapping',
  attemptTable: 'Table',
  routes: ['/'],
};

/** The smallest template in which every part of a buffer exists. */
export function bufferTemplate(overrides: Template['Resources'] = {}): Template {
  const api = { Ref: 'Api' };
  return {
    Metadata: { [MANIFEST_KEY]: { version: MANIFEST_VERSION, buffers: { Orders: PARTS } } },
    Resources: {
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'Orders' } },
      Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: api, StageName: 'prod' } },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, VisibilityTimeout: 60 } },
      DeadLetterQueue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
      Forwarder: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { S3Key: 'code.zip' } } },
      Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
      Table: { Type: 'AWS::DynamoDB::GlobalTable' },
      ...overrides,
    },
  };
}
