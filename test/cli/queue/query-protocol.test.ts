import { bodies, FIFO, receive } from './support/engine';
import { post, postForm } from './support/http';
import { RunningQueues, startQueues } from './support/server';

const HELLO_MD5 = '5d41402abc4b2a76b9719d911017c592';

let queues: RunningQueues;
let queueUrl: string;

beforeEach(async () => {
  queues = await startQueues();
  queues.engine.createQueue('main.fifo', FIFO);
  queueUrl = `${queues.endpoint}/000000000000/main.fifo`;
});

afterEach(async () => queues.close());

const send = { Action: 'SendMessage', MessageBody: 'hello', MessageGroupId: 'a' };
const values = (xml: string, tag: string) => [...xml.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))].map(([, value]) => value);

describe('The query protocol takes a message', () => {
  test('at the path of the queue', async () => {
    const answer = await postForm(queueUrl, send);
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/xml' } });
    const [{ id }] = await receive(queues.engine.queue('main.fifo'));
    expect(answer.body).toContain('<SendMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><SendMessageResult>');
    expect(values(answer.body, 'MessageId')).toEqual([id]);
    expect(values(answer.body, 'MD5OfMessageBody')).toEqual([HELLO_MD5]);
    expect(values(answer.body, 'RequestId')).toEqual([answer.headers['x-amzn-requestid']]);
  });

  test('at the root, with the queue as parameter', async () => {
    expect(await postForm(queues.endpoint, { ...send, QueueUrl: queueUrl })).toMatchObject({ status: 200 });
  });

  test('with parameters behind the URL', async () => {
    const answer = await post(`${queueUrl}?${new URLSearchParams(send).toString()}`, {});
    expect(answer.status).toBe(200);
    expect(bodies(await receive(queues.engine.queue('main.fifo')))).toEqual(['hello']);
  });

  test('with attributes', async () => {
    await postForm(queueUrl, {
      ...send,
      'MessageAttribute.1.Name': 'text',
      'MessageAttribute.1.Value.DataType': 'String',
      'MessageAttribute.1.Value.StringValue': 'ä&=',
      'MessageAttribute.2.Name': 'bytes',
      'MessageAttribute.2.Value.DataType': 'Binary',
      'MessageAttribute.2.Value.BinaryValue': 'AAH/',
    });
    const [{ attributes }] = await receive(queues.engine.queue('main.fifo'));
    expect(attributes).toEqual({
      text: { DataType: 'String', StringValue: 'ä&=' },
      bytes: { DataType: 'Binary', BinaryValue: Buffer.of(0, 1, 255) },
    });
  });

  test('and answers in JSON where the caller prefers it, as API Gateway does', async () => {
    const answer = await postForm(queueUrl, send, { accept: 'application/json' });
    const [{ id }] = await receive(queues.engine.queue('main.fifo'));
    expect(answer.headers['content-type']).toBe('application/json');
    expect(JSON.parse(answer.body)).toEqual({
      SendMessageResponse: {
        SendMessageResult: expect.objectContaining({ MessageId: id, MD5OfMessageBody: HELLO_MD5 }) as unknown,
        ResponseMetadata: { RequestId: answer.headers['x-amzn-requestid'] },
      },
    });
  });
});

describe('The query protocol', () => {
  test('creates, configures, lists and deletes queues', async () => {
    const created = await postForm(queues.endpoint, {
      'Action': 'CreateQueue', 'QueueName': 'other', 'Attribute.1.Name': 'VisibilityTimeout', 'Attribute.1.Value': '5', 'Tag.1.Key': 'k', 'Tag.1.Value': 'v',
    });
    const [url] = values(created.body, 'QueueUrl');
    expect(url).toBe(`${queues.endpoint}/000000000000/other`);
    await postForm(url, { 'Action': 'SetQueueAttributes', 'Attribute.1.Name': 'DelaySeconds', 'Attribute.1.Value': '7' });
    const described = await postForm(url, { 'Action': 'GetQueueAttributes', 'AttributeName.1': 'VisibilityTimeout', 'AttributeName.2': 'DelaySeconds' });
    expect(values(described.body, 'Attribute').sort()).toEqual([
      '<Name>DelaySeconds</Name><Value>7</Value>',
      '<Name>VisibilityTimeout</Name><Value>5</Value>',
    ]);
    expect(values((await postForm(queues.endpoint, { Action: 'ListQueues', QueueNamePrefix: 'o' })).body, 'QueueUrl')).toEqual([url]);
    const deleted = await postForm(url, { Action: 'DeleteQueue' });
    expect(deleted.body).toMatch(/^<\?xml version="1.0"\?><DeleteQueueResponse xmlns="[^"]+"><ResponseMetadata>/);
    expect((await postForm(url, { Action: 'PurgeQueue' })).status).toBe(400);
  });

  test('hands out what XML would otherwise change', async () => {
    const body = '<a href="x">&amp;\r\n\t</a>';
    await postForm(queueUrl, { ...send, MessageBody: body });
    const { body: xml } = await postForm(queueUrl, { 'Action': 'ReceiveMessage', 'AttributeName.1': 'MessageGroupId', 'MessageAttributeName.1': 'All' });
    expect(values(xml, 'Body')).toEqual(['&lt;a href=&quot;x&quot;&gt;&amp;amp;&#xD;\n\t&lt;/a&gt;']);
    expect(values(xml, 'Attribute')).toEqual(['<Name>MessageGroupId</Name><Value>a</Value>']);
  });

  test('hands out attributes, bytes as base64', async () => {
    await postForm(queueUrl, { ...send, 'MessageAttribute.1.Name': 'n', 'MessageAttribute.1.Value.DataType': 'Binary', 'MessageAttribute.1.Value.BinaryValue': 'AAH/' });
    const { body: xml } = await postForm(queueUrl, { 'Action': 'ReceiveMessage', 'MessageAttributeName.1': 'n' });
    expect(values(xml, 'MessageAttribute')).toEqual(['<Name>n</Name><Value><DataType>Binary</DataType><BinaryValue>AAH/</BinaryValue></Value>']);
  });

  test('runs batches', async () => {
    const { body: sent } = await postForm(queueUrl, {
      'Action': 'SendMessageBatch',
      'SendMessageBatchRequestEntry.1.Id': 'one',
      'SendMessageBatchRequestEntry.1.MessageBody': '1',
      'SendMessageBatchRequestEntry.1.MessageGroupId': 'a',
      'SendMessageBatchRequestEntry.2.Id': 'two',
      'SendMessageBatchRequestEntry.2.MessageBody': '\u0001',
      'SendMessageBatchRequestEntry.2.MessageGroupId': 'a',
    });
    expect(values(sent, 'SendMessageBatchResultEntry').flatMap((entry) => values(entry, 'Id'))).toEqual(['one']);
    expect(values(sent, 'BatchResultErrorEntry')[0]).toMatch(/^<Id>two<\/Id><SenderFault>true<\/SenderFault><Code>InvalidMessageContents<\/Code>/);
    const [receiptHandle] = values((await postForm(queueUrl, { Action: 'ReceiveMessage' })).body, 'ReceiptHandle');
    const { body: changed } = await postForm(queueUrl, {
      'Action': 'ChangeMessageVisibilityBatch',
      'ChangeMessageVisibilityBatchRequestEntry.1.Id': 'one',
      'ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle': receiptHandle,
      'ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout': '60',
    });
    expect(values(changed, 'ChangeMessageVisibilityBatchResultEntry')).toEqual(['<Id>one</Id>']);
    const { body: deleted } = await postForm(queueUrl, {
      'Action': 'DeleteMessageBatch', 'DeleteMessageBatchRequestEntry.1.Id': 'one', 'DeleteMessageBatchRequestEntry.1.ReceiptHandle': receiptHandle,
    });
    expect(values(deleted, 'DeleteMessageBatchResultEntry')).toEqual(['<Id>one</Id>']);
  });

  test('answers an operation without result in JSON too', async () => {
    const answer = await postForm(queueUrl, { Action: 'PurgeQueue' }, { accept: 'application/json' });
    expect(JSON.parse(answer.body)).toEqual({ PurgeQueueResponse: { ResponseMetadata: { RequestId: answer.headers['x-amzn-requestid'] } } });
  });
});

describe('The query protocol refuses', () => {
  test('what the queue refuses', async () => {
    const { status, headers, body } = await postForm(queueUrl, { ...send, MessageGroupId: '<a b>' });
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('text/xml');
    expect(values(body, 'Code')).toEqual(['InvalidParameterValue']);
    expect(values(body, 'Type')).toEqual(['Sender']);
    expect(values(body, 'Message')[0]).toContain('Value &lt;a b&gt; for parameter MessageGroupId is invalid.');
  });

  test('in JSON where the caller prefers it', async () => {
    const answer = await postForm(queueUrl, { Action: 'SendMessage', MessageBody: 'x' }, { accept: 'application/json' });
    expect(JSON.parse(answer.body)).toEqual({
      Error: { Code: 'MissingParameter', Message: 'The request must contain the parameter MessageGroupId.', Type: 'Sender' },
      RequestId: answer.headers['x-amzn-requestid'],
    });
  });

  test.each([
    [{ Action: 'Dance' }, 'InvalidAction', 400],
    [{ Action: 'SendMessage', MessageBody: 'x', DelaySeconds: 'soon' }, 'MalformedInput', 400],
    [{ Action: 'DeleteMessage' }, 'MissingParameter', 400],
    [{ Action: 'DeleteMessage', ReceiptHandle: 'garbage' }, 'ReceiptHandleIsInvalid', 404],
    [{ 'Action': 'SendMessage', 'MessageBody': 'x', 'MessageAttribute.1.Name': 'n', 'MessageAttribute.1.Value.StringValue': 'x' }, 'MissingParameter', 400],
  ])('%j', async (parameters: Record<string, string>, code, status) => {
    const answer = await postForm(queueUrl, parameters);
    expect(answer.status).toBe(status);
    expect(values(answer.body, 'Code')).toEqual([code]);
  });

  test('an operation without the parameters that it needs, at the root', async () => {
    const answer = await postForm(queues.endpoint, { Action: 'CreateQueue' });
    expect(values(answer.body, 'Message')).toEqual(['The request must contain the parameter QueueName.']);
  });

  test('a body under another content type, in which SQS does not look', async () => {
    const answer = await post(queueUrl, { 'content-type': 'text/plain' }, 'Action=PurgeQueue');
    expect(values(answer.body, 'Message')).toEqual(['The request must contain the parameter Action.']);
  });
});
