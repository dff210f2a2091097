import type { ResolvedBuffer } from './assembly/buffers';
import { secretsOf } from './function-door/local-function-door';
import { readRestApi, type RestApi } from './gateway';
import { isLoopback } from './loopback';
import { readEventSourceMapping, type EventSourceMapping } from './poller/event-source-mapping';
import { isHttp, readConfiguration } from './redirect-target';
import { readFunction, type FunctionDefinition } from './runtime/function-definition';
import { readTable, type TableDefinition } from './table/table-definition';
import type { WatchdogDefinition } from './watchdog/local-watchdog';
import { readWatchdog } from './watchdog/read-watchdog';
import { secretReferences } from '../../src/contract/forwarder-configuration';
import { PATH_TOKEN_SEGMENT } from '../../src/contract/path-token';
import type { SecretReference } from '../../src/contract/source';

/** A buffer as its resolved template describes it. */
export interface BufferDefinition {
  /** Its construct path, such as `Shop/Orders`. */
  readonly name: string;
  readonly routes: readonly string[];
  readonly api: RestApi;
  readonly queueName: string;
  readonly deadLetterQueueName: string;
  readonly quarantineQueueName?: string;
  readonly parkingQueueName?: string;
  readonly visibilityTimeoutSeconds: number;
  readonly mapping: EventSourceMapping;
  readonly forwarder: FunctionDefinition;
  readonly functionDoor?: FunctionDefinition;
  readonly watchdog?: WatchdogDefinition;
  readonly bodyBucketName?: string;
  readonly table: TableDefinition;
  /** The most requests that the target sees at the same time. */
  readonly concurrencyLimit: number;
  /** Properties that this machine does without, although they matter on AWS. */
  readonly notEmulated: readonly string[];
}

/** SQS's own. */
const DEFAULT_VISIBILITY_SECONDS = 30;

export function readBuffer(resolved: ResolvedBuffer): BufferDefinition {
  const { parts, stack, codeOf, part } = resolved;
  const token = parts.pathToken === undefined ? undefined : String(part('pathToken').properties.PathPart);
  const routes = parts.routes.map(route => token === undefined ? route : route.replace(PATH_TOKEN_SEGMENT, token));
  const api = readRestApi(stack, part('api').logicalId, { stage: parts.stage, routes });
  const table = readTable(part('attemptTable'));
  const forwarder = readFunction(part('forwarder'), stack, codeOf('forwarder'));
  const mapping = readEventSourceMapping(part('eventSourceMapping'));
  const { buffer: name, groupsInParallel } = readConfiguration(forwarder.variables);
  const queue = part('queue').properties;
  return {
    name,
    routes,
    api,
    queueName: String(queue.QueueName),
    deadLetterQueueName: String(part('deadLetterQueue').properties.QueueName),
    quarantineQueueName: parts.quarantineQueue === undefined ? undefined : String(part('quarantineQueue').properties.QueueName),
    parkingQueueName: parts.parkingQueue === undefined ? undefined : String(part('parkingQueue').properties.QueueName),
    visibilityTimeoutSeconds: Number(queue.VisibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS),
    mapping,
    forwarder,
    functionDoor: parts.functionDoor === undefined ? undefined : readFunction(part('functionDoor'), stack, codeOf('functionDoor')),
    watchdog: readWatchdog(resolved),
    bodyBucketName: parts.bodyBucket === undefined ? undefined : String(part('bodyBucket').properties.BucketName),
    table,
    concurrencyLimit: mapping.maximumConcurrency * groupsInParallel,
    notEmulated: [...api.notEmulated, ...table.notEmulated],
  };
}

/** Secrets that the buffer's functions read. */
export function secretsRead({ forwarder, functionDoor }: BufferDefinition): SecretReference[] {
  const configuration = readConfiguration(forwarder.variables);
  const { target } = configuration;
  // What stands in for a target asks for no certificate.
  const here = isHttp(target) && !isLoopback(target.url) ? { ...target, tls: undefined } : target;
  return [...functionDoor === undefined ? [] : secretsOf(functionDoor.variables), ...secretReferences({ ...configuration, target: here })];
}
