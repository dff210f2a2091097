import { createHash } from 'node:crypto';
import {
  ATTEMPT_TABLE, attemptSortKey, attemptStatusIndexKey, groupIndexKey, HEAD_SORT_KEY, headStatusIndexKey, indexSortKey, messagePartitionKey,
  statusShard, type AttemptItem,
} from '../../../src/contract/attempt-table';
import type { AttemptLogConfiguration } from '../../../src/contract/forwarder-configuration';
import { redactHeaders, redactPath, redactText } from '../../logging/redact';
import type { Webhook } from '../envelope';
import type { HeadStamp, StoredAttempt, StoredHead, TargetReport } from '../ports';

const { GROUP_INDEX, STATUS_INDEX } = ATTEMPT_TABLE;

export interface AttemptFacts {
  readonly messageId: string;
  readonly group: string;
  readonly webhook: Webhook;
  readonly receiveCount: number;
  readonly lambdaRequestId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly attemptLog: AttemptLogConfiguration;
}

/** The item that says that a request is about to go out. The indexes do not have it: their writes would double its cost. */
export function startedAttempt(facts: AttemptFacts): StoredAttempt {
  const { messageId, group, webhook, receiveCount, lambdaRequestId } = facts;
  const startedAt = new Date(facts.startedAt).toISOString();
  return {
    pk: messagePartitionKey(messageId),
    sk: attemptSortKey(startedAt, lambdaRequestId),
    messageId,
    group,
    route: webhook.route,
    status: 'STARTED',
    startedAt,
    receiveCount,
    lambdaRequestId,
    method: webhook.method,
    path: redactPath(webhook.path || '/', webhook.query),
    bodyBytes: webhook.body.length,
    bodySha256: createHash('sha256').update(webhook.body).digest('hex'),
    receivedAt: new Date(webhook.receivedAt).toISOString(),
    flags: webhook.flags.length > 0 ? webhook.flags : undefined,
    ttl: timeToLive(facts.startedAt, facts.attemptLog.retentionSeconds),
  };
}

/** How an attempt ended, beside what the target reports. */
export type Ending = Pick<AttemptItem, 'status' | 'durationMillis' | 'retryAt' | 'outcomeUnknown'>;

/** The item that replaces the one of the start. */
export function finishedAttempt(started: StoredAttempt, ending: Ending, report: TargetReport): StoredAttempt {
  return indexed({ ...started, ...redacted(report), ...ending });
}

/** What becomes of an item whose attempt never ended, as the forwarder did. */
export function unknownAttempt(started: StoredAttempt): StoredAttempt {
  return indexed({ ...started, status: 'UNKNOWN', outcomeUnknown: true });
}

/** The head item of a webhook that is in the quarantine, from its one row. */
export function quarantinedHead({ pk, messageId, group, route, startedAt, ttl }: StoredAttempt): StoredHead {
  const state = 'QUARANTINED';
  return {
    pk,
    sk: HEAD_SORT_KEY,
    messageId,
    group,
    route,
    state,
    attempts: 0,
    updatedAt: startedAt,
    ttl,
    [STATUS_INDEX.PARTITION_KEY]: headStatusIndexKey(state, statusShard(messageId)),
    [STATUS_INDEX.SORT_KEY]: indexSortKey(startedAt, messageId),
  };
}

/** What changes on the head item with each update. */
export function headStamp(messageId: string, now: number, { retentionSeconds }: AttemptLogConfiguration): HeadStamp {
  return { messageId, updatedAt: new Date(now).toISOString(), ttl: timeToLive(now, retentionSeconds) };
}

/** DynamoDB deletes what is older. */
function timeToLive(now: number, retentionSeconds: number): number {
  return Math.floor(now / 1000) + retentionSeconds;
}

function indexed(attempt: StoredAttempt): StoredAttempt {
  const sortKey = indexSortKey(attempt.startedAt, attempt.messageId);
  return {
    ...attempt,
    [GROUP_INDEX.PARTITION_KEY]: groupIndexKey(attempt.group),
    [GROUP_INDEX.SORT_KEY]: sortKey,
    ...(attempt.status !== 'DELIVERED' && {
      [STATUS_INDEX.PARTITION_KEY]: attemptStatusIndexKey(attempt.status, attempt.startedAt, statusShard(attempt.messageId)),
      [STATUS_INDEX.SORT_KEY]: sortKey,
    }),
  };
}

function redacted(report: TargetReport): TargetReport {
  const { responseHeaders, responseBody, errorMessage } = report;
  return {
    ...report,
    responseHeaders: responseHeaders && redactHeaders(responseHeaders),
    responseBody: responseBody && redactText(responseBody),
    errorMessage: errorMessage && redactText(errorMessage),
  };
}
