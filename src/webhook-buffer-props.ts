import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IResource } from 'aws-cdk-lib/aws-apigateway';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IDestination } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { DoorAccess } from './door/access/door-access';
import type { DoorDomain } from './door/door-domain';
import type { CircuitBreaker } from './policies/circuit-breaker';
import type { DestinationDelivery } from './policies/destination-delivery';
import type { Throttle } from './policies/throttle';
import type { RouteOptions } from './route-options';
import type { WebhookTarget } from './targets/webhook-target';

/** How destinations are told what became of webhooks. */
export interface WebhookDestinationOptions {
  /**
   * Whether a webhook waits until its destination has been told.
   *
   * @default DestinationDelivery.AT_LEAST_ONCE
   */
  readonly delivery?: DestinationDelivery;

  /**
   * Whether destinations are given the bodies of webhooks, as far as there is room for them in 250,000 bytes. Headers and path are given
   * without what looks like a secret; a body is given as it is.
   *
   * @default false
   */
  readonly includeBody?: boolean;
}

/** Properties of a webhook buffer. The options of a route are those of its first route, and the defaults of all others. */
export interface WebhookBufferProps extends RouteOptions {
  /** Where webhooks are forwarded. */
  readonly target: WebhookTarget;

  /**
   * Who is told that a webhook was delivered: an SQS queue, SNS topic, event bus or Lambda function. What it is given is in
   * docs/aws-targets.md.
   *
   * @default - nobody
   */
  readonly onSuccess?: IDestination;

  /**
   * Who is told that a webhook was given up, whatever became of it then.
   *
   * @default - nobody
   */
  readonly onFailure?: IDestination;

  /**
   * How `onSuccess` and `onFailure` are told.
   *
   * @default - at least once, without bodies
   */
  readonly destinationOptions?: WebhookDestinationOptions;

  /**
   * How much the backend sees at once.
   *
   * @default - two requests at a time
   */
  readonly throttle?: Throttle;

  /**
   * Whether a target that is down is spared requests until it is back.
   *
   * @default CircuitBreaker.standard()
   */
  readonly circuitBreaker?: CircuitBreaker;

  /**
   * Path of the first route, whose address is `url`. It takes webhooks at this path and below it.
   *
   * @default '/'
   */
  readonly path?: string;

  /**
   * Whether the queue is FIFO, so that groups are delivered in order. On a standard queue a group only shares its turn fairly with
   * the others, and there is no deduplication.
   *
   * @default true
   */
  readonly fifo?: boolean;

  /**
   * Key for the queues and the attempt log. Its policy must let the roles that this construct makes use it, as the policy of a key from
   * the same app does.
   *
   * @default - keys that SQS and DynamoDB own
   */
  readonly encryptionKey?: IKey;

  /**
   * How long CloudWatch keeps the forwarder's log and the door's access log.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * How long the attempt log keeps an attempt. DynamoDB deletes it within days after that.
   *
   * @default Duration.days(30)
   */
  readonly attemptRetention?: Duration;

  /**
   * What happens to queues, attempt log and log groups when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN - no webhook is lost with a stack; what is retained has to be deleted by hand
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Longest run of the forwarder. A webhook for which there is no time left goes back to the queue untried.
   *
   * @default - time for two attempts: twice the target's longest attempt and 10 seconds, at most 15 minutes
   */
  readonly forwarderTimeout?: Duration;

  /**
   * How long SQS hides what it has handed to the forwarder: for so long a group waits when the forwarder crashes.
   *
   * @default - six times the forwarder's timeout, at most 12 hours
   */
  readonly visibilityTimeout?: Duration;

  /**
   * Concurrent executions to reserve for the forwarder. Below the throttle's concurrency webhooks would be received and not run, so
   * that is refused.
   *
   * @default - one more than the event source mapping's maximum concurrency
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * Whether to reserve concurrency for the forwarder. An account whose quota cannot bear it must leave 100 executions unreserved; without
   * a reservation, other functions can keep the forwarder from running.
   *
   * @default true
   */
  readonly reserveConcurrency?: boolean;

  /**
   * VPC to run the forwarder in, for a backend that is reached only from there, or that lets in known addresses only: in private subnets
   * whose way out is a NAT gateway, the backend sees the gateway's address. The forwarder's own calls, of SQS, DynamoDB and CloudWatch Logs, go
   * through the VPC as well, and need that gateway or an endpoint for each service.
   *
   * @default - the forwarder is in no VPC, and calls from changing addresses
   */
  readonly vpc?: IVpc;

  /**
   * Subnets of `vpc` to run the forwarder in. Lambda gives a function no public address, so that nothing beyond the VPC can be reached from a
   * public subnet.
   *
   * @default - private subnets with a way out
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Security groups of the forwarder in `vpc`.
   *
   * @default - one is made, which lets the forwarder call whatever it likes, and nothing call it
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Resource of an API of one's own, below which the routes are: `api.root`, or any other. It is one of the same stack, be its API made there
   * or imported by `RestApi.fromRestApiAttributes`. Several buffers can share an API at different resources.
   *
   * To an API of the app this adds binary media types and the gateway responses that it lacks, for all of its methods. An imported API is
   * deployed to `stageName` with each change of a route, and the rest is left to its owner; a warning says what. Methods inherit what the
   * resource prescribes, such as an authorizer.
   *
   * @default - an API is made
   */
  readonly resource?: IResource;

  /**
   * What requests have to meet before the door takes them: all of these.
   *
   * @default - whoever knows the address may send
   */
  readonly access?: DoorAccess[];

  /**
   * Domain name of one's own for the door, by which `url` is then given.
   *
   * @default - the address that API Gateway gives
   */
  readonly domain?: DoorDomain;

  /**
   * Name of the door's stage, the first segment of the path at the API's own address. With a `resource` whose API has no stage in this app,
   * the stage at which senders find that API; with any other `resource`, it is that API's.
   *
   * @default 'prod'
   */
  readonly stageName?: string;

  /**
   * Webhooks a second that the door takes on average; above it senders are answered 429.
   *
   * @default - the account's limit
   */
  readonly doorRateLimit?: number;

  /**
   * Webhooks that the door takes at once.
   *
   * @default - the account's limit
   */
  readonly doorBurstLimit?: number;

  /**
   * Whether to let API Gateway write to CloudWatch Logs in this account and region, which the access log needs. It is one setting for all
   * APIs there: `false` leaves it to whoever has set it already.
   *
   * @default true
   */
  readonly cloudWatchRole?: boolean;
}
