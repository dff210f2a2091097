import type { AwsCall } from './aws-proxy';
import { ATTEMPT_SORT_KEY_PREFIX } from '../../../src/contract/attempt-table';

/** The attributes of an attempt item that tell what is written. */
export interface WrittenAttempt {
  readonly messageId: string;
  readonly sortKey: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Of the invocation. */
  readonly requestId: string;
  readonly status: string;
  readonly path: string;
}

export type WrittenItem = { readonly [name: string]: { readonly S?: string } };

export interface BatchWrite {
  readonly RequestItems: { readonly [table: string]: ReadonlyArray<{ readonly PutRequest: { readonly Item: WrittenItem } }> };
}

/** The attempts that a call writes; none where it is another call. */
export function writtenAttempts({ action, input }: AwsCall): WrittenAttempt[] {
  if (action !== 'BatchWriteItem') return [];
  const items = Object.values((input as BatchWrite).RequestItems).flat().map(({ PutRequest: { Item } }) => Item);
  return items.filter(({ sk }) => sk?.S?.startsWith(ATTEMPT_SORT_KEY_PREFIX)).map(attemptIn);
}

function attemptIn(item: WrittenItem): WrittenAttempt {
  const text = (name: string): string => item[name]?.S ?? '';
  return {
    messageId: text('messageId'),
    sortKey: text('sk'),
    startedAt: text('startedAt'),
    requestId: text('lambdaRequestId'),
    status: text('status'),
    path: text('path'),
  };
}
