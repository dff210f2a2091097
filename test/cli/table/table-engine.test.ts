import { DescribeTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { LOCAL_CREDENTIALS } from '../../../cli/local/credentials';
import { readTable } from '../../../cli/local/table/table-definition';
import { startTableEngine, type TableEngine } from '../../../cli/local/table/table-engine';

jest.setTimeout(30_000);

const string = (...names: string[]): object[] => names.map(AttributeName => ({ AttributeName, AttributeType: 'S' }));
const keys = (hash: string, range: string): object[] => [{ AttributeName: hash, KeyType: 'HASH' }, { AttributeName: range, KeyType: 'RANGE' }];
const index = { IndexName: 'byGroup', KeySchema: keys('gpk', 'gsk'), Projection: { ProjectionType: 'ALL' } };

const GLOBAL_TABLE = {
  TableName: 'Shop-Table',
  AttributeDefinitions: string('pk', 'sk', 'gpk', 'gsk'),
  KeySchema: keys('pk', 'sk'),
  BillingMode: 'PAY_PER_REQUEST',
  GlobalSecondaryIndexes: [{ ...index, WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 1 } }],
  TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
  Replicas: [{ Region: 'eu-west-1', GlobalSecondaryIndexes: [{ IndexName: 'byGroup' }], PointInTimeRecoverySpecification: {} }],
};

function read(type: string, properties: object): ReturnType<typeof readTable> {
  return readTable({ logicalId: 'Table', type, properties: properties as never });
}

describe('the definition of a table', () => {
  test('is read from AWS::DynamoDB::GlobalTable', () => {
    const { TableName, AttributeDefinitions, KeySchema, BillingMode } = GLOBAL_TABLE;
    expect(read('AWS::DynamoDB::GlobalTable', GLOBAL_TABLE)).toEqual({
      create: { TableName, AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes: [index] },
      notEmulated: ['TimeToLiveSpecification', 'PointInTimeRecoverySpecification'],
    });
  });

  test('is read from AWS::DynamoDB::Table, whose capacity has no meaning here', () => {
    expect(read('AWS::DynamoDB::Table', {
      TableName: 'T',
      KeySchema: keys('pk', 'sk'),
      AttributeDefinitions: string('pk', 'sk'),
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    })).toEqual({
      create: { TableName: 'T', KeySchema: keys('pk', 'sk'), AttributeDefinitions: string('pk', 'sk'), BillingMode: 'PAY_PER_REQUEST' },
      notEmulated: ['StreamSpecification'],
    });
  });
});

describe('a table engine', () => {
  const started: TableEngine[] = [];
  const clients: DynamoDBClient[] = [];

  afterEach(async () => {
    clients.splice(0).forEach(client => client.destroy());
    await Promise.all(started.splice(0).map(engine => engine.stop()));
  });

  async function start(endpoint?: string): Promise<TableEngine> {
    const engine = await startTableEngine(endpoint);
    started.push(engine);
    return engine;
  }

  function clientOf({ endpoint }: TableEngine): DynamoDBClient {
    const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials: LOCAL_CREDENTIALS, maxAttempts: 1 });
    clients.push(client);
    return client;
  }

  const table = read('AWS::DynamoDB::GlobalTable', GLOBAL_TABLE);
  const item = { pk: { S: 'M#1' }, sk: { S: 'A#1' }, gpk: { S: 'G#a' }, gsk: { S: '1' } };

  test('creates a table that can be used at once, with its indexes', async () => {
    const engine = await start();
    await engine.create(table, 'eu-west-1');
    const client = clientOf(engine);
    expect((await client.send(new DescribeTableCommand({ TableName: 'Shop-Table' }))).Table?.TableStatus).toBe('ACTIVE');
    await client.send(new PutItemCommand({ TableName: 'Shop-Table', Item: item }));
    const found = await client.send(new QueryCommand({
      TableName: 'Shop-Table',
      IndexName: 'byGroup',
      KeyConditionExpression: 'gpk = :group',
      ExpressionAttributeValues: { ':group': { S: 'G#a' } },
    }));
    expect(found.Items).toEqual([item]);
  });

  test('given by its endpoint keeps the table that it has', async () => {
    const embedded = await start();
    await embedded.create(table, 'eu-west-1');
    const client = clientOf(embedded);
    await client.send(new PutItemCommand({ TableName: 'Shop-Table', Item: item }));

    const given = await start(embedded.endpoint);
    await given.create(table, 'eu-west-1');
    expect(given.endpoint).toBe(embedded.endpoint);
    expect((await client.send(new GetItemCommand({ TableName: 'Shop-Table', Key: { pk: item.pk, sk: item.sk } }))).Item).toEqual(item);
  });

  test('says which table it cannot create, and why', async () => {
    const engine = await start();
    const wrong = { ...table, create: { ...table.create, KeySchema: [] } };
    await expect(engine.create(wrong, 'eu-west-1')).rejects.toThrow(/^Cannot create table Shop-Table at http:\/\/127\.0\.0\.1:\d+: .*keySchema/i);
  });

  test('answers no page in a browser', async () => {
    const { endpoint } = await start();
    expect((await fetch(endpoint, { method: 'OPTIONS', headers: { Origin: 'https://evil.example.com' } })).status).toBe(403);
  });

  test('is gone once it is stopped', async () => {
    const engine = await startTableEngine();
    await engine.stop();
    await expect(clientOf(engine).send(new DescribeTableCommand({ TableName: 'T' }))).rejects.toThrow('ECONNREFUSED');
  });
});
