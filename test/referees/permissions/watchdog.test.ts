import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Aspects, Duration } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CallRecorder, WATCHDOG_APP, type AwsCall } from './recorded-calls';
import { SynthesizedRole } from './role-policies';
import { LOCAL_CREDENTIALS } from '../../../cli/local/credentials';
import { CircuitBreaker } from '../../../src';
import { CIRCUIT_KEY } from '../../../src/contract/attempt-table';
import { System } from '../../system/support/system';

jest.setTimeout(60_000);

const TEN_MINUTES = 600_000;

let recorder: CallRecorder;
let system: System;

/** The circuit has been open for long, and is so until a time. */
async function openCircuit(openUntil: number): Promise<void> {
  const client = new DynamoDBClient({ endpoint: system.buffer.endpoints.dynamodbEndpoint, region: 'us-east-1', credentials: LOCAL_CREDENTIALS });
  const times = { openedAt: { N: String(Date.now() - TEN_MINUTES) }, openUntil: { N: String(openUntil) } };
  const Item = { pk: { S: CIRCUIT_KEY.pk }, sk: { S: CIRCUIT_KEY.sk }, ...times };
  await client.send(new PutItemCommand({ TableName: system.buffer.tableName, Item }));
  client.destroy();
}

async function printed(message: string): Promise<void> {
  while (!system.printed.some(line => line.includes(`"${message}"`))) {
    system.clock.jump();
    await wait(200);
  }
}

beforeAll(async () => {
  recorder = new CallRecorder();
  system = await System.start(stack => {
    Aspects.of(stack).add({
      visit(node) {
        if (node instanceof LambdaFunction && node.node.path.includes('Watchdog')) node.addEnvironment('AWS_SDK_UA_APP_ID', WATCHDOG_APP);
      },
    });
    return { circuitBreaker: CircuitBreaker.standard({ pauseAfter: Duration.minutes(5) }) };
  });
  await openCircuit(Date.now() + TEN_MINUTES);
  await printed('buffer_paused');
  await openCircuit(Date.now());
  await printed('buffer_resumed');
  while (!recorder.of('watchdog').some(({ action }) => action === 'dynamodb:DeleteItem')) await wait(20);
});
afterAll(async () => {
  recorder.close();
  await system.stop();
});

const EXPECTED = ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query', 'lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'];
const role = () => SynthesizedRole.of(system.assembly, 'OrdersWatchdogRole');

test('P8: the role of the watchdog allows each call that was made', async () => {
  expect(recorder.of('watchdog').map(({ action }) => action).sort()).toEqual(EXPECTED);
  const denied: AwsCall[] = [];
  for (const call of recorder.of('watchdog')) if (!await role().allows(call)) denied.push(call);
  expect(denied).toEqual([]);
});

test('P8: and nothing that no call needed', () => {
  const granted = role().grants.map(({ action }) => action).filter(action => !action.startsWith('logs:'));
  expect(granted.sort()).toEqual(EXPECTED);
});
