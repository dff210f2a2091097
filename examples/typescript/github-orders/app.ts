import { App, Duration, Stack } from 'aws-cdk-lib';
import { MessageDeduplication, MessageGrouping, RetryPolicy, Throttle, WebhookBuffer, WebhookTarget } from 'cdk-webhook-buffer';

const app = new App();
const stack = new Stack(app, 'GitHubOrders');

// Per environment: cdk deploy --context backendUrl=https://orders.staging.example.com/hooks
const backendUrl: string = app.node.tryGetContext('backendUrl') ?? 'https://orders.example.com/hooks';

new WebhookBuffer(stack, 'Orders', {
  target: WebhookTarget.http(backendUrl, { timeout: Duration.seconds(10) }),
  path: '/github',
  // The backend has a pool of five connections.
  throttle: Throttle.concurrency(5),
  // What happens in one repository arrives in order; repositories do not wait for each other.
  grouping: MessageGrouping.jsonPath('$.repository.full_name'),
  // GitHub sends the same id when it, or somebody, delivers a webhook again.
  deduplication: MessageDeduplication.header('X-GitHub-Delivery'),
  retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxAge: Duration.days(1) }),
});

