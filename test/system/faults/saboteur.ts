import { ChangeMessageVisibilityBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_REGION } from '../../../cli/local/assembly/local-account';
import { LOCAL_CREDENTIALS } from '../../../cli/local/credentials';

/** Changes messages behind the backs of all that have them. */
export class Saboteur {
  private readonly client: SQSClient;

  /** @param endpoint of the engine itself */
  constructor(private readonly endpoint: string) {
    this.client = new SQSClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  }

  /** As if the visibility timeout of what was received had run out. */
  async expose(queueUrl: string, receiptHandles: readonly string[]): Promise<void> {
    const Entries = receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await this.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.endpoint + new URL(queueUrl).pathname, Entries }));
  }

  close(): void {
    this.client.destroy();
  }
}
