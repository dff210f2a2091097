import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { MessageDeduplication, MessageGrouping, RetryPolicy, Throttle, WebhookBuffer, WebhookTarget } from 'cdk-webhook-buffer';
import type { Construct } from 'constructs';

export interface GitHubOrdersStackProps extends StackProps {
  /** Where the order service takes webhooks. */
  readonly backendUrl: string;
}

export class GitHubOrdersStack extends Stack {
  constructor(scope: Construct, id: string, props: GitHubOrdersStackProps) {
    super(scope, id, props);

    new WebhookBuffer(this, 'Orders', {
      target: WebhookTarget.http(props.backendUrl, { timeout: Duration.seconds(10) }),
      path: '/github',
      // The backend has a pool of five connections.
      throttle: Throttle.concurrency(5),
      // What happens in one repository arrives in order; repositories do not wait for each other.
      grouping: MessageGrouping.jsonPath('$.repository.full_name'),
      // GitHub sends the same id when it, or somebody, delivers a webhook again.
      deduplication: MessageDeduplication.header('X-GitHub-Delivery'),
      retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxAge: Duration.days(1) }),
    });
  }
}
