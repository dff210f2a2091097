import { Backend, closedPort } from './support/backend';
import { record, RECEIVED_AT } from './support/records';
import { knowErrorsOfNode } from './targets/support/one-realm';
import { clientAt, EVENT_BUS_ARN, FUNCTION_ARN, takenBySqs, TOPIC_ARN } from './targets/support/services';
import { announcement } from '../../lambda/forwarder/destinations/announcement';
import { openEventBridgeDestination } from '../../lambda/forwarder/destinations/event-bridge-destination';
import { openLambdaDestination } from '../../lambda/forwarder/destinations/lambda-destination';
import { openSnsDestination } from '../../lambda/forwarder/destinations/sns-destination';
import { openSqsDestination } from '../../lambda/forwarder/destinations/sqs-destination';
import { deliveryOf } from '../../lambda/forwarder/invocation';
import { openSqsCalls } from '../../lambda/forwarder/sqs-calls';
import type { AnnouncedState } from '../../src/contract/announcement';

knowErrorsOfNode();

const settings = { buffer: 'Shop/Orders', includeBody: false };
const announced = (state: AnnouncedState = 'DELIVERED') => announcement({ state }, deliveryOf(record({ messageId: 'm1', group: 'acme' })), settings, RECEIVED_AT);

let service: Backend;
beforeEach(async () => { service = await Backend.start(); });
afterEach(() => service.stop());

const answerWith = (body: object, status = 200) => {
  service.answer = response => { response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body)); };
};
const calls = () => service.requests.map(({ body }) => body.toString());
const form = (body: string) => Object.fromEntries(new URLSearchParams(body));

test('a Lambda function is told and not waited for', async () => {
  service.answer = response => { response.writeHead(202).end(); };
  await openLambdaDestination(FUNCTION_ARN, clientAt(service.url))(announced());
  expect(service.requests[0]?.headers['x-amz-invocation-type']).toBe('Event');
  expect(JSON.parse(calls()[0] ?? '')).toEqual(JSON.parse(JSON.stringify(announced())));
});

describe('an event bus', () => {
  test.each([['DELIVERED', 'Webhook Delivered'], ['DEAD_LETTERED', 'Webhook Given Up'], ['PARKED', 'Webhook Given Up']] as const)('is told of %s as %s', async (state, type) => {
    answerWith({ FailedEntryCount: 0, Entries: [{ EventId: 'e1' }] });
    await openEventBridgeDestination(EVENT_BUS_ARN, clientAt(service.url))(announced(state));
    expect(JSON.parse(calls()[0] ?? '')).toMatchObject({ Entries: [{ EventBusName: EVENT_BUS_ARN, Source: 'webhook-buffer', DetailType: type }] });
  });

  test('F32 that answers 200 with an entry that failed has not heard of it', async () => {
    answerWith({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });
    await expect(openEventBridgeDestination(EVENT_BUS_ARN, clientAt(service.url))(announced())).rejects.toThrow('EventBridge did not take the event: ThrottlingException');
  });
});

describe('a topic', () => {
  const taken = '<PublishResponse><PublishResult><MessageId>n</MessageId></PublishResult></PublishResponse>';
  beforeEach(() => { service.answer = response => { response.end(taken); }; });

  test.each([
    [TOPIC_ARN, {}],
    [`${TOPIC_ARN}.fifo`, { MessageGroupId: 'acme', MessageDeduplicationId: 'm1:DELIVERED' }],
  ])('%s is told with %j', async (arn, ids) => {
    await openSnsDestination(arn, clientAt(service.url))(announced());
    const { TopicArn, MessageGroupId, MessageDeduplicationId } = form(calls()[0] ?? '');
    const none = { MessageGroupId: undefined, MessageDeduplicationId: undefined };
    expect({ TopicArn, MessageGroupId, MessageDeduplicationId }).toEqual({ TopicArn: arn, ...none, ...ids });
  });
});

describe('a queue', () => {
  const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:111122223333:heard';
  const answerLikeSqs = () => {
    service.answer = (response, request) => {
      if (!String(request.headers['x-amz-target']).endsWith('GetQueueUrl')) return takenBySqs(response, request);
      response.end(JSON.stringify({ QueueUrl: `${service.url}/111122223333/heard` }));
    };
  };

  test.each([
    [QUEUE_ARN, {}],
    [`${QUEUE_ARN}.fifo`, { MessageGroupId: 'acme', MessageDeduplicationId: 'm1:DELIVERED' }],
  ])('%s is told with %j, and its URL asked for once', async (arn, ids) => {
    answerLikeSqs();
    const tell = openSqsDestination(arn, openSqsCalls(clientAt(service.url)));
    await tell(announced());
    await tell(announced());
    const [asked, ...sent] = calls().map(body => JSON.parse(body) as Record<string, unknown>);
    expect(asked).toEqual({ QueueName: arn.split(':')[5], QueueOwnerAWSAccountId: '111122223333' });
    expect(sent).toHaveLength(2);
    expect(sent[0]).toMatchObject({ QueueUrl: `${service.url}/111122223333/heard`, ...ids });
    expect('MessageGroupId' in (sent[0] ?? {})).toBe('MessageGroupId' in ids);
  });

  test('whose URL could not be told is asked for again', async () => {
    answerWith({ __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'none' }, 400);
    const tell = openSqsDestination(QUEUE_ARN, openSqsCalls(clientAt(service.url)));
    await expect(tell(announced())).rejects.toThrow('none');
    answerLikeSqs();
    await tell(announced());
    expect(service.requests).toHaveLength(3);
  });
});

test('a destination that cannot be reached has not heard of it', async () => {
  const endpoint = `http://127.0.0.1:${await closedPort()}`;
  await expect(openLambdaDestination(FUNCTION_ARN, clientAt(endpoint))(announced())).rejects.toThrow('ECONNREFUSED');
});
