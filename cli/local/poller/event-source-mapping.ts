import { MAX_BATCH_SIZE } from '../../../src/contract/limits';
import type { ResolvedResource } from '../assembly/resolved-stack';
import { isObject } from '../assembly/template';

/** How Lambda polls a queue for a function, as the template describes it. */
export interface EventSourceMapping {
  readonly queueArn: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly maximumConcurrency: number;
  readonly reportBatchItemFailures: boolean;
}

/** Where a mapping has no maximum concurrency, an account's default concurrency is the limit. */
const ACCOUNT_CONCURRENCY = 1000;

const UNSUPPORTED = ['FilterCriteria', 'ProvisionedPollerConfig', 'MaximumBatchingWindowInSeconds'] as const;

export function readEventSourceMapping({ logicalId, properties }: ResolvedResource): EventSourceMapping {
  const unsupported = UNSUPPORTED.find(name => properties[name] !== undefined && properties[name] !== 0);
  if (unsupported !== undefined) throw new Error(`Event source mapping ${logicalId} has ${unsupported}, which the local stack does not emulate.`);
  const batchSize = Number(properties.BatchSize ?? MAX_BATCH_SIZE);
  if (batchSize > MAX_BATCH_SIZE) throw new Error(`Event source mapping ${logicalId} has batches of ${batchSize}; on this machine they can have up to ${MAX_BATCH_SIZE}.`);
  const { EventSourceArn, Enabled, ScalingConfig, FunctionResponseTypes } = properties;
  if (typeof EventSourceArn !== 'string') throw new Error(`Event source mapping ${logicalId} has no EventSourceArn.`);
  return {
    queueArn: EventSourceArn,
    enabled: Enabled !== false,
    batchSize,
    maximumConcurrency: Number((isObject(ScalingConfig) ? ScalingConfig.MaximumConcurrency : undefined) ?? ACCOUNT_CONCURRENCY),
    reportBatchItemFailures: Array.isArray(FunctionResponseTypes) && FunctionResponseTypes.includes('ReportBatchItemFailures'),
  };
}
