import { App, Stack } from 'aws-cdk-lib';
import { GitHubOrdersStack } from '../examples/typescript/github-orders/github-orders-stack';
import { Throttle, WebhookBuffer, WebhookTarget } from 'cdk-webhook-buffer';

export const EXAMPLE_STACK = 'GitHubOrders';
export const PARALLEL_STACK = 'TenGroupsInParallel';

const BACKEND_URL = 'https://orders.example.com/hooks';

/** The example app, and a buffer whose throttle lets an invocation deliver ten groups at the same time. */
export function synthesize(outdir: string): void {
  const app = new App({ outdir });
  new GitHubOrdersStack(app, EXAMPLE_STACK, { backendUrl: BACKEND_URL });
  new WebhookBuffer(new Stack(app, PARALLEL_STACK), 'Orders', {
    target: WebhookTarget.http(BACKEND_URL),
    path: '/github',
    throttle: Throttle.concurrency(20),
  });
  app.synth();
}
