import { App, Stack } from 'aws-cdk-lib';
import { MessageDeduplication, MessageGrouping, Throttle, WebhookBuffer, WebhookTarget } from 'cdk-webhook-buffer';

/** The buffer of examples/typescript/github-orders, but with a throttle so wide that an invocation delivers ten groups at the same time. */
export function synthesize(outdir: string): void {
  const app = new App({ outdir });
  new WebhookBuffer(new Stack(app, 'GitHubOrders'), 'Orders', {
    target: WebhookTarget.http('https://orders.example.com/hooks'),
    path: '/github',
    throttle: Throttle.concurrency(20, { groupsInParallel: 10 }),
    grouping: MessageGrouping.jsonPath('$.repository.full_name'),
    deduplication: MessageDeduplication.header('X-GitHub-Delivery'),
  });
  app.synth();
}
