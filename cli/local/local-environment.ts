import type { Clock } from './clock';
import { QueueService } from './queue-service';
import { startTableEngine, type TableEngine } from './table/table-engine';

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
    return new LocalEnvironment(queues, await startTableEngine(dynamodbEndpoint));
  }

  private constructor(readonly queues: QueueService, readonly tables: TableEngine) {}

  async stop(): Promise<void> {
    await Promise.all([this.queues.stop(), this.tables.stop()]);
  }
}
