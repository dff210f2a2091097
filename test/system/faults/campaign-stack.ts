import { Duration } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ROUTES } from './webhooks';
import {
  ExhaustedAction, MessageDeduplication, MessageGrouping, RetryPolicy, Throttle, WebhookBuffer, WebhookSecret, WebhookSource, WebhookTarget,
} from '../../../src';
import { synthesize } from '../support/synthesize';

/** Four invocations of two groups each. */
export const CONCURRENCY = 8;
const GROUPS_IN_PARALLEL = 2;

/** The directory of an assembly with a buffer that parks, dead-letters and discards, and checks signatures. */
export function synthesizeCampaign(): string {
  return synthesize(stack => {
    const secret = WebhookSecret.fromSecretsManager(new Secret(stack, 'SigningSecret'));
    const buffer = new WebhookBuffer(stack, 'Orders', {
      target: WebhookTarget.http('https://orders.example.com/hooks', { timeout: Duration.millis(400) }),
      throttle: Throttle.concurrency(CONCURRENCY, { groupsInParallel: GROUPS_IN_PARALLEL }),
      source: WebhookSource.github({ secret }),
      grouping: MessageGrouping.header('X-Group'),
      deduplication: MessageDeduplication.header('X-Delivery'),
      retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxDelay: Duration.seconds(4), maxAttempts: 6 }),
      onExhausted: ExhaustedAction.PARK,
      // As short as a drain of parked webhooks is of use with.
      forwarderTimeout: Duration.seconds(6),
    });
    const routes = { [ROUTES.deadLetter.path]: ExhaustedAction.DEAD_LETTER, [ROUTES.discard.path]: ExhaustedAction.DISCARD };
    for (const [path, onExhausted] of Object.entries(routes)) buffer.addRoute(`/${path.slice(0, -1)}`, { onExhausted });
  });
}
