import { createHash } from 'node:crypto';
import { bodies, FIFO, receive } from './support/engine';
import { post, postJson } from './support/http';
import { RunningQueues, startQueues } from './support/server';

let queues: RunningQueues;
let queueUrl: string;

beforeEach(async () => {
  queues = await startQueues();
  queues.engine.createQueue('main.fifo', FIFO);
  queueUrl = `${queues.endpoint}/000000000000/main.fifo`;
});

afterEach(async () => queues.close());

describe('The JSON protocol takes a message', () => {
  test('as API Gateway posts it: to the path of the queue, with the rendered template as body', async () => {
    const template = `{
      "QueueUrl": "${queueUrl}", "MessageBody": "{\\"v\\":1}", "MessageGroupId": "order%2F1",
      "MessageAttributes": { "wb": { "DataType": "String", "StringValue": "{}" } }
    }`;
    const answer = await postJson(queueUrl, 'SendMessage', template);
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' } });
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    const queue = queues.engine.queue('main.fifo');
    const [message] = await receive(queue);
    expect(JSON.parse(answer.body)).toEqual({
      MessageId: message.id,
      SequenceNumber: message.sequenceNumber,
      MD5OfMessageBody: createHash('md5').update('{"v":1}').digest('hex'),
      MD5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(message).toMatchObject({ body: '{"v":1}', groupId: 'order%2F1', attributes: { wb: { DataType: 'String', StringValue: '{}' } } });
  });

  test.each(['/', '/000000000000/main.fifo', '/somewhere/else'])('whatever the path, here %s', async (path) => {
    const answer = await postJson(queues.endpoint + path, 'SendMessage', JSON.stringify({ QueueUrl: queueUrl, MessageBody: 'x', MessageGroupId: 'a' }));
    expect(answer.status).toBe(200);
    expect(bodies(await receive(queues.engine.queue('main.fifo')))).toEqual(['x']);
  });

  test('under any host name in the queue URL, and under the plain name', async () => {
    for (const QueueUrl of ['https://sqs.eu-west-1.amazonaws.com/000000000000/main.fifo', 'main.fifo']) {
      const answer = await postJson(queues.endpoint, 'SendMessage', JSON.stringify({ QueueUrl, MessageBody: QueueUrl, MessageGroupId: 'a' }));
      expect(answer.status).toBe(200);
    }
  });

  test('with members that it does not know, and with null for what is absent', async () => {
    const answer = await postJson(queueUrl, 'SendMessage', JSON.stringify({
      QueueUrl: queueUrl, MessageBody: 'x', MessageGroupId: 'a', MessageDeduplicationId: null, Colour: 'red',
    }));
    expect(answer.status).toBe(200);
  });

  test('with an attribute that is named like a property of objects', async () => {
    const answer = await postJson(queueUrl, 'SendMessage',
      `{"QueueUrl":"${queueUrl}","MessageBody":"x","MessageGroupId":"a","MessageAttributes":{"__proto__":{"DataType":"String","StringValue":"x"}}}`);
    expect(answer.status).toBe(200);
    const [{ attributes }] = await receive(queues.engine.queue('main.fifo'));
    expect(Object.keys(attributes)).toEqual(['__proto__']);
  });
});

describe('The JSON protocol refuses', () => {
  const refused = async (operation: string, body: string) => {
    const { status, headers, body: text } = await postJson(queueUrl, operation, body);
    const { __type: type, message } = JSON.parse(text) as { __type: string; message: string };
    return { status, code: headers['x-amzn-query-error'], type, message };
  };

  test('a queue that does not exist, with the code of the query protocol in a header', async () => {
    expect(await refused('SendMessage', '{"QueueUrl":"none","MessageBody":"x"}')).toEqual({
      status: 400,
      code: 'AWS.SimpleQueueService.NonExistentQueue;Sender',
      type: 'com.amazonaws.sqs#QueueDoesNotExist',
      message: 'The specified queue does not exist.',
    });
  });

  test.each(['https://example.com/a/b/main.fifo', 'https://example.com/', ''])('the queue URL "%s"', async (QueueUrl) => {
    expect(await refused('PurgeQueue', JSON.stringify({ QueueUrl }))).toMatchObject({ type: 'com.amazonaws.sqs#QueueDoesNotExist' });
  });

  test('the queue of another account', async () => {
    expect(await refused('PurgeQueue', `{"QueueUrl":"${queues.endpoint}/111111111111/main.fifo"}`)).toMatchObject({ type: 'com.amazonaws.sqs#QueueDoesNotExist' });
  });

  test('a value that is too long, as AWS words it', async () => {
    const body = JSON.stringify({ QueueUrl: queueUrl, MessageBody: 'x'.repeat(1_048_577), MessageGroupId: 'a' });
    expect(await refused('SendMessage', body)).toEqual({
      status: 400,
      code: 'InvalidParameterValue;Sender',
      type: 'com.amazon.coral.service#InvalidParameterValueException',
      message: 'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
    });
  });

  test('a missing member', async () => {
    expect(await refused('SendMessage', `{"QueueUrl":"${queueUrl}"}`)).toEqual({
      status: 400,
      code: 'MissingParameter;Sender',
      type: 'com.amazon.coral.service#MissingRequiredParameterException',
      message: 'The request must contain the parameter MessageBody.',
    });
  });

  test.each([
    ['no JSON', '{', 'not valid JSON'],
    ['a list', '[]', 'The request must be an object'],
    ['a body that is an object', '{"QueueUrl":"q","MessageBody":{}}', 'MessageBody must be a string'],
    ['a number in quotes', '{"QueueUrl":"q","MessageBody":"x","DelaySeconds":"1"}', 'DelaySeconds must be a whole number'],
    ['attributes that are a list', '{"QueueUrl":"q","MessageBody":"x","MessageAttributes":[]}', 'MessageAttributes must be an object'],
    ['an attribute value that is a number', '{"QueueUrl":"q","MessageBody":"x","MessageAttributes":{"n":{"DataType":"String","StringValue":1}}}', 'MessageAttributes.n.StringValue must be a string'],
  ])('%s', async (_what, body, message) => {
    const refusal = await refused('SendMessage', body);
    expect(refusal).toMatchObject({ status: 400, type: 'com.amazon.coral.service#SerializationException' });
    expect(refusal.message).toContain(message);
  });

  test('a list that is none', async () => {
    expect(await refused('SendMessageBatch', '{"QueueUrl":"q","Entries":{}}')).toMatchObject({ message: 'Entries must be a list.' });
  });

  test.each(['AddPermission', 'toString', ''])('the operation "%s"', async (operation) => {
    expect(await refused(operation, '{}')).toMatchObject({ status: 400, type: 'com.amazon.coral.service#UnknownOperationException' });
  });

  test('a target of another service', async () => {
    const answer = await post(queueUrl, { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.PutItem' }, '{}');
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('DynamoDB_20120810.PutItem') as string });
  });
});
