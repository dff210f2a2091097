import type { Clock } from './clock';
import { ObjectStore } from './objects/object-store';
import { QueueService } from './queue-service';
import type { FunctionDefinition } from './runtime/function-definition';
import { LambdaFunction, type LambdaFunctionOptions } from './runtime/lambda-function';
import { SecretServer } from './secrets/secret-server';
import { ServiceServer } from './services/service-server';
import { startTableEngine, type TableEngine } from './table/table-engine';
import { invoker } from './targets/target-function';

export interface LocalEnvironmentOptions {
  readonly account: string;
  readonly region: string;
  readonly sqsEndpoint?: string;
  readonly dynamodbEndpoint?: string;
  readonly clock: Clock;
}

/** What stands for AWS in one account and region. */
export class LocalEnvironment {
  static async start({ account, region, sqsEndpoint, dynamodbEndpoint, clock }: LocalEnvironmentOptions): Promise<LocalEnvironment> {
    const queues = await QueueService.start({ account, region, endpoint: sqsEndpoint, clock });
    const tables = await startTableEngine(dynamodbEndpoint);
    return new LocalEnvironment(queues, tables, await ObjectStore.start(), await SecretServer.start(), await ServiceServer.start());
  }

  private readonly functions = new Map<string, LambdaFunction>();

  private constructor(
    readonly queues: QueueService,
    readonly tables: TableEngine,
    readonly objects: ObjectStore,
    readonly secrets: SecretServer,
    /** Where targets are that are no HTTP backends, and no queues. */
    readonly services: ServiceServer,
  ) {}

  /** Variables by which SDKs in functions find what stands for AWS. */
  get variables(): { readonly [name: string]: string } {
    return {
      AWS_ENDPOINT_URL_SQS: this.queues.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: this.tables.endpoint,
      AWS_ENDPOINT_URL_S3: this.objects.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: this.secrets.endpoint,
      AWS_ENDPOINT_URL_SSM: this.secrets.endpoint,
      AWS_ENDPOINT_URL_LAMBDA: this.services.endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: this.services.endpoint,
      AWS_ENDPOINT_URL_SFN: this.services.endpoint,
      AWS_ENDPOINT_URL_SNS: this.services.endpoint,
    };
  }

  /** Runs a function of the app where it is invoked. Whatever of AWS its code calls is on this machine, too. */
  runFunction(definition: FunctionDefinition, onLog: LambdaFunctionOptions['onLog']): void {
    if (this.functions.has(definition.arn)) return;
    const variables = { ...definition.variables, ...this.variables, AWS_ENDPOINT_URL: this.services.endpoint };
    const lambda = new LambdaFunction({ ...definition, variables }, { onLog });
    this.functions.set(definition.arn, lambda);
    this.services.runFunction(definition.arn, invoker(lambda));
  }

  /** ARNs of the functions that run where they are invoked. */
  get functionArns(): readonly string[] {
    return [...this.functions.keys()];
  }

  async stop(): Promise<void> {
    await Promise.all([...this.functions.values()].map(lambda => lambda.stop()));
    await Promise.all([this.queues, this.tables, this.objects, this.secrets, this.services].map(service => service.stop()));
  }
}
