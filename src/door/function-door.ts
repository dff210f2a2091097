import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { AwsIntegration, type Integration, type IRestApi } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement, type Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { bodyBucket, grantStoring } from './body-bucket';
import { postedChallenges } from './handshake';
import type { FunctionDoorIntegration } from './route';
import { FUNCTION_DOOR_ENVIRONMENT, type FunctionDoorConfiguration, type FunctionDoorRoute } from '../contract/function-door-configuration';
import { configurationText, environmentProblems, MOVE_ROUTES } from '../private/function-environment';
import { packagedFunction } from '../private/packaged-function';
import type { SourceDefinition } from '../sources/source-definition';

export interface FunctionDoorProps {
  readonly api: IRestApi;
  readonly stageName: string;
  readonly queue: Queue;
  readonly fifo: boolean;
  /** Name of the buffer. */
  readonly buffer: string;
  readonly encryptionKey?: IKey;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** A route as the construct library knows it. */
export interface FunctionRoute extends Omit<FunctionDoorRoute, 'source'> {
  readonly path: string;
  readonly source: SourceDefinition;
}

/** Senders give up after ten seconds or sooner, and most of them send again what they gave up. */
const TIMEOUT = Duration.seconds(10);

/**
 * The function that takes the webhooks of routes that need code: it checks the signature before it answers, answers challenges that are to be
 * computed, keeps repeated headers and the raw query, and stores bodies above the queue's limit in a bucket. It writes the same message
 * that the direct door's mapping template writes.
 *
 * Beside the direct door it costs an invocation per request, about 0.35 USD per million at 20 ms and 512 MB on arm64, and some
 * milliseconds of latency, with a cold start of several hundred now and then; each million of bodies above the limit costs 5.40 USD in
 * requests to S3. It has a cold start to fail by and a concurrency quota to share, which the direct door has not.
 *
 * One function serves all routes of a buffer that need code. Its environment has room for one route of each source that this library knows.
 *
 * No concurrency is reserved for it: a reservation would be a ceiling too, above which senders are turned away, and how many webhooks come
 * at once is the sender's choice. The limits of the door's stage bound it instead.
 */
export class FunctionDoor extends Construct {
  public readonly function: LambdaFunction;
  /** Bodies that do not fit into a message. */
  public readonly bodyBucket: Bucket;
  private readonly integration: Integration;
  private readonly role: Role;
  private readonly routes: { [path: string]: FunctionDoorRoute } = {};

  constructor(scope: Construct, id: string, private readonly props: FunctionDoorProps) {
    super(scope, id);
    const { logRetention, removalPolicy } = props;
    this.bodyBucket = bodyBucket(this, 'Bodies', props);
    const packaged = packagedFunction(this, {
      bundle: 'door',
      logRetention,
      removalPolicy,
      description: 'Checks webhooks, answers challenges, and puts webhooks into the queue',
      memorySize: 512,
      timeout: TIMEOUT,
      environment: this.environment(),
    });
    this.function = packaged.function;
    this.role = packaged.role;
    this.grant();
    this.integration = this.proxyIntegration();
    this.node.addValidation({
      validate: () => environmentProblems(this.function, `The ${Object.keys(this.routes).length} routes of the function door`, MOVE_ROUTES),
    });
  }

  /** The function serves the route too, and may read the secrets of its source. */
  public addRoute({ path, source, ...route }: FunctionRoute): FunctionDoorIntegration {
    const { name, signature, secrets, handshakes } = source;
    const challenges = [...source.challenges, ...postedChallenges(handshakes)];
    const { methods, group, missingGroupId, deduplication, acknowledgementStatus, acknowledgementBody } = route;
    this.routes[path] = {
      methods,
      group,
      missingGroupId,
      deduplication,
      acknowledgementStatus,
      acknowledgementBody,
      source: { name, signature, secrets: secrets.map(secret => secret._reference), challenges },
    };
    for (const secret of secrets) secret._grantRead(this.role);
    return { integration: this.integration, challengeMethods: challenges.map(({ when }) => when.method) };
  }

  private environment(): { [name: string]: string } {
    const { buffer, fifo, queue } = this.props;
    const configuration: FunctionDoorConfiguration = { buffer, fifo, routes: this.routes };
    return {
      [FUNCTION_DOOR_ENVIRONMENT.CONFIGURATION]: configurationText(this, () => configuration),
      [FUNCTION_DOOR_ENVIRONMENT.QUEUE_URL]: queue.queueUrl,
      [FUNCTION_DOOR_ENVIRONMENT.BODY_BUCKET]: this.bodyBucket.bucketName,
    };
  }

  private grant(): void {
    const { queue, encryptionKey } = this.props;
    const allow = (resource: string, ...actions: string[]) => this.role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
    allow(queue.queueArn, 'sqs:SendMessage');
    grantStoring(this.bodyBucket, this.role);
    encryptionKey?.grant(this.role, 'kms:Decrypt', 'kms:GenerateDataKey');
  }

  /** One permission for all routes: CDK's own integration would add several for each, of which a function's policy has room for some dozens. */
  private proxyIntegration(): Integration {
    const { api, stageName } = this.props;
    this.function.addPermission('Door', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: api.arnForExecuteApi('*', '/*', stageName),
    });
    return new AwsIntegration({ proxy: true, service: 'lambda', path: `2015-03-31/functions/${this.function.functionArn}/invocations` });
  }
}
