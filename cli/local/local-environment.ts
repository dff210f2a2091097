import type { Clock } from './clock';
import { ObjectStore } from './objects/object-store';
import { QueueService } from './queue-service';
import { SecretServer } from './secrets/secret-server';
import { startTableEngine, type TableEngine } from './table/table-engine';
import { TokenEndpoint } from './token-endpoint';

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
    return new LocalEnvironment(queues, tables, await ObjectStore.start(), await SecretServer.start(), await TokenEndpoint.start());
  }

  private constructor(
    readonly queues: QueueService,
    readonly tables: TableEngine,
    readonly objects: ObjectStore,
    readonly secrets: SecretServer,
    readonly tokens: TokenEndpoint,
  ) {}

  /** Variables by which SDKs in functions find what stands for AWS. */
  get variables(): { readonly [name: string]: string } {
    return {
      AWS_ENDPOINT_URL_SQS: this.queues.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: this.tables.endpoint,
      AWS_ENDPOINT_URL_S3: this.objects.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: this.secrets.endpoint,
      AWS_ENDPOINT_URL_SSM: this.secrets.endpoint,
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.queues, this.tables, this.objects, this.secrets, this.tokens].map(service => service.stop()));
  }
}
