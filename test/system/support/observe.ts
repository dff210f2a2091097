import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteMessageCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient, type Message } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import { LOCAL_CREDENTIALS } from '../../../cli/local/credentials';
import type { LocalBuffer } from '../../../cli/local/local-buffer';
import { ATTEMPT_SORT_KEY_PREFIX, HEAD_SORT_KEY, type AttemptItem, type HeadItem } from '../../../src/contract/attempt-table';

const CLIENT = { region: 'us-east-1', credentials: LOCAL_CREDENTIALS };

type Keys = Readonly<Record<'pk' | 'sk', string>> & Readonly<Partial<Record<'gpk' | 'gsk' | 'spk' | 'ssk', string>>>;
type Item = Keys & Record<string, unknown>;
export type StoredAttempt = AttemptItem & Keys;
export type StoredHead = HeadItem & Keys;

/** The attempt table as its owner reads it. */
export class AttemptTableReader {
  private readonly client: DynamoDBDocumentClient;

  constructor(private readonly tableName: string, endpoint: string) {
    this.client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...CLIENT, endpoint }));
  }

  /** All items of the table or, where one is named, of an index. */
  async items(IndexName?: string): Promise<Item[]> {
    const items = [];
    const pages = paginateScan({ client: this.client }, { TableName: this.tableName, IndexName, ConsistentRead: IndexName === undefined });
    for await (const { Items = [] } of pages) items.push(...Items as Item[]);
    return items;
  }

  /** Oldest first within a webhook. */
  async attempts(): Promise<StoredAttempt[]> {
    return attemptsIn(await this.items());
  }

  async heads(): Promise<StoredHead[]> {
    return headsIn(await this.items());
  }

  /** The items under one key of an index, in its order. */
  async query(index: { readonly NAME: string; readonly PARTITION_KEY: string }, key: string): Promise<Array<Record<string, unknown>>> {
    const items = [];
    const pages = paginateQuery({ client: this.client }, {
      TableName: this.tableName,
      IndexName: index.NAME,
      KeyConditionExpression: '#key = :key',
      ExpressionAttributeNames: { '#key': index.PARTITION_KEY },
      ExpressionAttributeValues: { ':key': key },
    });
    for await (const { Items = [] } of pages) items.push(...Items);
    return items;
  }

  close(): void {
    this.client.destroy();
  }
}

/** Oldest first. */
export function attemptsIn(items: readonly Item[]): StoredAttempt[] {
  const attempts = items.filter(({ sk }) => sk.startsWith(ATTEMPT_SORT_KEY_PREFIX)) as unknown as StoredAttempt[];
  return attempts.sort((a, b) => a.sk.localeCompare(b.sk));
}

export function headsIn(items: readonly Item[]): StoredHead[] {
  return items.filter(({ sk }) => sk === HEAD_SORT_KEY) as unknown as StoredHead[];
}

/** The messages of a queue that can be received, which are then hidden. */
export function receiveAll(queueUrl: string, buffer: Pick<LocalBuffer, 'endpoints'>): Promise<Message[]> {
  return receive(queueUrl, buffer, false);
}

/** Receives and deletes all: a group's later messages are handed over once its earlier ones are gone. */
export function takeAll(queueUrl: string, buffer: Pick<LocalBuffer, 'endpoints'>): Promise<Message[]> {
  return receive(queueUrl, buffer, true);
}

async function receive(queueUrl: string, { endpoints }: Pick<LocalBuffer, 'endpoints'>, andDelete: boolean): Promise<Message[]> {
  const client = new SQSClient({ ...CLIENT, endpoint: endpoints.sqsEndpoint });
  const all: Message[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 0,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }));
    if (Messages.length === 0) break;
    all.push(...Messages);
    if (andDelete) for (const { ReceiptHandle } of Messages) await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
  }
  client.destroy();
  return all;
}

/** How many messages a queue holds: visible, hidden and delayed. */
export async function messagesIn(queueUrl: string, { endpoints }: LocalBuffer): Promise<number> {
  const client = new SQSClient({ ...CLIENT, endpoint: endpoints.sqsEndpoint });
  const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'],
  }));
  client.destroy();
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}
