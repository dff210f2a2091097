import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { AcceptedEvent, LocalEvents } from '../cli/local/events';
import type { LocalBuffer } from '../cli/local/local-buffer';
import { ATTEMPT_SORT_KEY_PREFIX, type AttemptItem } from '../src/contract/attempt-table';

const CLIENT = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

export interface BufferObservations {
  readonly accepted: readonly AcceptedEvent[];
  readonly attempts: readonly AttemptItem[];
  readonly inQueue: number;
  readonly deadLettered: number;
}

/** Looks at a buffer as its owner would: at the queues and the attempt log, through the AWS SDK. */
export class Observer {
  private readonly accepted: AcceptedEvent[] = [];

  constructor(events: LocalEvents, private readonly buffer: LocalBuffer) {
    events.on('accepted', event => this.accepted.push(event));
  }

  async observations(): Promise<BufferObservations> {
    const { queueUrl, deadLetterQueueUrl } = this.buffer;
    return {
      accepted: this.accepted,
      attempts: await this.attempts(),
      inQueue: await this.messagesIn(queueUrl),
      deadLettered: await this.messagesIn(deadLetterQueueUrl),
    };
  }

  private async attempts(): Promise<AttemptItem[]> {
    const client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...CLIENT, endpoint: this.buffer.endpoints.dynamodbEndpoint }));
    const attempts: AttemptItem[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName: this.buffer.tableName, ConsistentRead: true })) {
      attempts.push(...Items.filter(({ sk }) => String(sk).startsWith(ATTEMPT_SORT_KEY_PREFIX)) as AttemptItem[]);
    }
    return attempts;
  }

  private async messagesIn(queueUrl: string): Promise<number> {
    const client = new SQSClient({ ...CLIENT, endpoint: this.buffer.endpoints.sqsEndpoint });
    const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'],
    }));
    return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
  }
}
