import { once } from 'node:events';
import { connect } from 'node:net';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { message } from './support/engine';
import { post, postForm, postJson } from './support/http';
import { RunningQueues, startQueues } from './support/server';
import { QueueEngine, startQueueServer } from '../../../cli/local/queue';

describe('The queue server', () => {
  let queues: RunningQueues;
  let queueUrl: string;

  beforeEach(async () => {
    queues = await startQueues();
    queues.engine.createQueue('main');
    queueUrl = `${queues.endpoint}/000000000000/main`;
  });

  afterEach(async () => queues.close());

  test('answers as 127.0.0.1 and as localhost', async () => {
    const { port } = new URL(queues.endpoint);
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await postForm(queueUrl, { Action: 'ListQueues' }, { host: `${host}:${port}` })).toMatchObject({ status: 200 });
    }
  });

  test.each(['evil.example', '127.0.0.1', 'localhost:1'])('refuses callers that know it as %s', async (host) => {
    const answer = await postForm(queueUrl, { Action: 'ListQueues' }, { host });
    expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('127.0.0.1:') as string });
  });

  test('refuses pages in a browser', async () => {
    expect(await postForm(queueUrl, { Action: 'PurgeQueue' }, { origin: 'https://evil.example' })).toMatchObject({ status: 403 });
  });

  test('refuses methods other than POST', async () => {
    expect(await post(`${queueUrl}?Action=PurgeQueue`, {}, '', 'GET')).toMatchObject({ status: 405, body: 'The method must be POST, but is GET.' });
  });

  test('takes a body of 1,662,976 bytes and refuses a longer one as AWS does', async () => {
    const answers = await Promise.all([1_662_976, 1_662_977].map(async (length) => postJson(queueUrl, 'ListQueues', '{}'.padEnd(length))));
    expect(answers.map(({ status }) => status)).toEqual([200, 413]);
    expect(answers[1]).toMatchObject({ headers: { 'content-type': 'text/plain' }, body: 'HTTP content length exceeded 1662976 bytes.' });
  });

  test('takes no message for a consumer that hangs up while it waits', async () => {
    const abort = new AbortController();
    const poll = queues.sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 20 }), { abortSignal: abort.signal });
    await queues.whenWaiting();
    abort.abort();
    await expect(poll).rejects.toThrow('aborted');
    while (queues.clock.pending > 0) await new Promise(setImmediate);
    const queue = queues.engine.queue('main');
    queue.send(message('x'));
    expect(queue.counts).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  });

  test('goes on after a caller that breaks off', async () => {
    const { host, port } = new URL(queues.endpoint);
    const socket = connect(Number(port), '127.0.0.1').resume();
    socket.end(`POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 10\r\n\r\nAct`);
    await once(socket, 'close');
    expect(await postForm(queueUrl, { Action: 'ListQueues' })).toMatchObject({ status: 200 });
  });

  test('answers a fault of its own with 500', async () => {
    jest.spyOn(queues.engine, 'listQueues').mockImplementation(() => { throw new Error('broken'); });
    const answers = [await postForm(queueUrl, { Action: 'ListQueues' }), await postJson(queueUrl, 'ListQueues', '{}')];
    expect(answers.map(({ status }) => status)).toEqual([500, 500]);
    expect(answers[0].body).toContain('<Type>Receiver</Type><Code>InternalError</Code>');
    expect(answers[1].headers['x-amzn-query-error']).toBe('InternalError;Receiver');
  });

  test('answers a fault of its own within a batch with 500 too', async () => {
    jest.spyOn(queues.engine.queue('main'), 'delete').mockImplementation(() => { throw new Error('broken'); });
    const answer = await postJson(queueUrl, 'DeleteMessageBatch', JSON.stringify({ QueueUrl: queueUrl, Entries: [{ Id: 'a', ReceiptHandle: 'r' }] }));
    expect(answer).toMatchObject({ status: 500, body: expect.stringContaining('broken') as string });
  });

  test('names the port that is in use, and the way out', async () => {
    const port = Number(new URL(queues.endpoint).port);
    await expect(startQueueServer({ engine: new QueueEngine(), port })).rejects.toThrow(
      `The queue server cannot use port ${port} of 127.0.0.1: another program listens on it. Give it another port, or 0 for any free one.`,
    );
  });

  test('passes on other reasons why it cannot listen', async () => {
    await expect(startQueueServer({ engine: new QueueEngine(), port: -1 })).rejects.toThrow('port');
  });
});

test('Closing the queue server ends the waits of consumers', async () => {
  const queues = await startQueues();
  queues.engine.createQueue('main');
  const poll = queues.sqs.send(new ReceiveMessageCommand({ QueueUrl: `${queues.endpoint}/000000000000/main`, WaitTimeSeconds: 20 }));
  const ended = expect(poll).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } }).catch(() => undefined);
  await queues.whenWaiting();
  await queues.close();
  await ended;
  expect(queues.clock.pending).toBe(0);
});
