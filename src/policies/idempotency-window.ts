import { Annotations, Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { invalidProperty } from '../private/invalid-property';
import { knownSeconds } from '../queue/timing';
import type { RouteOptions } from '../route-options';

/** For how long SQS deduplicates by itself. */
const OF_SQS = Duration.minutes(5);

/** Where what identifies a webhook comes from the webhook, and not from its acceptance. */
const IDENTIFYING: readonly string[] = ['header', 'query', 'jsonPath'];

export interface WindowSurroundings {
  readonly fifo: boolean;
  readonly attemptRetention: Duration;
}

/** Seconds of a route's idempotency window; undefined where it has none, or nothing to tell webhooks by. */
export function idempotencyWindow(scope: IConstruct, route: string, options: Required<RouteOptions>, buffer: WindowSurroundings): number | undefined {
  const { idempotencyWindow: given, deduplication } = options;
  const seconds = knownSeconds(scope, 'idempotencyWindow', given);
  if (seconds === 0) return undefined;
  const property = (allowed: string) => invalidProperty(scope, 'idempotencyWindow', given.toHumanString(), allowed);
  if (!buffer.fifo) throw property('only a FIFO queue carries the id that webhooks are told by');
  if (seconds <= OF_SQS.toSeconds() || seconds > buffer.attemptRetention.toSeconds()) {
    throw property(`zero, or more than the ${OF_SQS.toHumanString()} of SQS and at most attemptRetention, ${buffer.attemptRetention.toHumanString()}`);
  }
  if (IDENTIFYING.includes(deduplication._source.from)) return seconds;
  const message = `${scope.node.path}: route ${route}: idempotencyWindow has no effect, since its webhooks have no id: set a source that knows one, or deduplication`;
  Annotations.of(scope).addWarningV2('cdk-webhook-buffer:idempotencyWindow', message);
  return undefined;
}
