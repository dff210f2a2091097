import { isObject } from '../assembly/template';

/**
 * The messages of a batch that a function's answer reports as failed.
 *
 * As in AWS, no list and an empty list mean that all succeeded; a list that cannot be understood, or that names a message which is
 * not in the batch, means that all failed.
 */
export function failedMessageIds(payload: string, batch: readonly string[]): ReadonlySet<string> {
  const failures = readFailures(payload);
  if (failures === undefined) return new Set(batch);
  const ids = failures.map(failure => isObject(failure) ? failure.itemIdentifier : undefined);
  const known = ids.filter((id): id is string => typeof id === 'string' && batch.includes(id));
  return new Set(known.length === ids.length ? known : batch);
}

function readFailures(payload: string): readonly unknown[] | undefined {
  const answer = parse(payload);
  if (answer === null) return [];
  if (!isObject(answer)) return undefined;
  const failures = answer.batchItemFailures ?? [];
  return Array.isArray(failures) ? failures : undefined;
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    return undefined;
  }
}
