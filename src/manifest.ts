import { CfnOutput, CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';
import { MANIFEST_KEY, MANIFEST_VERSION, OUTPUT, type BufferManifest, type Manifest } from './contract/manifest';
import { invalidProperty } from './private/invalid-property';

type OptionalPart = 'functionDoor' | 'bodyBucket' | 'quarantineQueue' | 'parkingQueue';

/** A buffer as far as it is described; an optional part may still come. */
export interface DescribedBuffer extends Construct, Readonly<Partial<Record<OptionalPart, IConstruct>>> {
  readonly url: string;
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly attemptLog: TableV2;
}

export type BufferParts = { readonly [part in Exclude<keyof BufferManifest, 'routes' | OptionalPart>]: IConstruct | undefined };

/** Outputs whose names follow from the buffer's path, so that a script can read them without a deployment. */
export function addOutputs(buffer: DescribedBuffer): void {
  requireOwnOutputs(buffer, outputPrefix(pathInStack(buffer)));
  const output = (name: string, description: string, value: string) => addOutput(buffer, { name, description, value });
  output(OUTPUT.URL, 'Address for senders to post webhooks to', buffer.url);
  output(OUTPUT.QUEUE_URL, 'Queue of the webhooks that are not delivered yet', buffer.queue.queueUrl);
  output(OUTPUT.DEAD_LETTER_QUEUE_URL, 'Queue of the webhooks that were given up', buffer.deadLetterQueue.queueUrl);
  output(OUTPUT.ATTEMPT_TABLE_NAME, 'Table with every attempt', buffer.attemptLog.tableName);
}

interface Output {
  readonly name: string;
  readonly description: string;
  readonly value: string;
}

/** The output of a part that not every buffer has is added with the part. */
export function addOutput(buffer: Construct, { name, ...output }: Output): void {
  new CfnOutput(buffer, name, output).overrideLogicalId(outputPrefix(pathInStack(buffer)) + name);
}

function outputPrefix(path: string): string {
  return path.replace(/[^A-Za-z0-9]/g, '');
}

/** `Orders` and `OrdersQueue` would both have an output OrdersQueueUrl. */
function requireOwnOutputs(buffer: Construct, prefix: string): void {
  if (!/^[\x20-\x7e]*$/.test(buffer.node.path) || prefix === '') {
    throw invalidProperty(buffer, 'id', buffer.node.id, 'metrics and outputs are named by it: ASCII, with a letter or digit');
  }
  const names = (start: string) => Object.values(OUTPUT).map(name => start + name);
  for (const path of Object.keys(manifestOf(buffer)?.buffers ?? {})) {
    const shared = names(prefix).find(name => names(outputPrefix(path)).includes(name));
    if (shared !== undefined) throw invalidProperty(buffer, 'id', buffer.node.id, `the output ${shared} would be that of the buffer ${path}, too; choose another id`);
  }
}

/** Says in the template's metadata which resources make up the buffer, those included that are added later. */
export function addManifest(buffer: DescribedBuffer, parts: BufferParts, routes: () => readonly string[]): void {
  const { templateOptions } = Stack.of(buffer);
  const before = manifestOf(buffer);
  const logicalIds = Object.entries(parts).flatMap(([part, construct]) => construct ? [[part, logicalId(construct)] as const] : []);
  const later = (part: () => IConstruct | undefined) => Lazy.any({ produce: () => part() && logicalId(part()!) });
  const entry = {
    ...Object.fromEntries(logicalIds),
    functionDoor: later(() => buffer.functionDoor),
    bodyBucket: later(() => buffer.bodyBucket),
    quarantineQueue: later(() => buffer.quarantineQueue),
    parkingQueue: later(() => buffer.parkingQueue),
    routes: Lazy.any({ produce: () => [...routes()] }),
  };
  templateOptions.metadata = {
    ...templateOptions.metadata,
    [MANIFEST_KEY]: { version: MANIFEST_VERSION, buffers: { ...before?.buffers, [pathInStack(buffer)]: entry } },
  };
}

/** What the stack's buffers so far are made of. */
function manifestOf(construct: IConstruct): Manifest | undefined {
  return Stack.of(construct).templateOptions.metadata?.[MANIFEST_KEY] as Manifest | undefined;
}

function logicalId(construct: IConstruct): string {
  return Stack.of(construct).getLogicalId(construct.node.defaultChild as CfnResource);
}

function pathInStack(construct: IConstruct): string {
  return construct.node.path.slice(Stack.of(construct).node.path.length).replace(/^\//, '');
}
