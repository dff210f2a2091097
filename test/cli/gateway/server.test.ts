import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { openDoor, openQueueDoor } from './support/door';
import { ACCEPTED, answer } from './support/queue-server';
import { METHOD_RESPONSES, method, mockIntegration, restApi, stackOf, stage } from './support/stack';
import { systemClock } from '../../../cli/local/clock';
import { LocalEvents } from '../../../cli/local/events';
import { type GatewayOptions, readRestApi, startGateway } from '../../../cli/local/gateway';

const API = [restApi(), stage(), method('ANY', 'Api.RootResourceId', { Integration: mockIntegration('answered'), MethodResponses: METHOD_RESPONSES })];

async function start(options: Partial<GatewayOptions>) {
  const api = readRestApi(stackOf(...API), 'Api');
  return startGateway({ api, buffer: 'Orders', sqsEndpoint: 'http://127.0.0.1:9', clock: systemClock, events: new LocalEvents(), ...options });
}

describe('the gateway', () => {
  test('serves the stage at its URL on this machine', async () => {
    const gateway = await start({});
    expect(gateway.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/prod\/$/);
    expect(await (await fetch(gateway.url)).text()).toBe('answered');
    await gateway.close();
  });

  test('takes the port that it is given', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => probe.once('listening', resolve));
    const { port } = probe.address() as AddressInfo;
    await expect(start({ port })).rejects.toThrow(`port ${port} of 127.0.0.1 cannot be used: listen EADDRINUSE: address already in use 127.0.0.1:${port}; choose another one with --port`);
    await new Promise(resolve => probe.close(resolve));
    const gateway = await start({ port });
    expect(gateway.url).toBe(`http://127.0.0.1:${port}/prod/`);
    await gateway.close();
  });

  test('refuses a port that is none', async () => {
    await expect(start({ port: 70_000 })).rejects.toThrow('should be >= 0 and < 65536');
  });

  test.each([
    ['http://sqs.eu-central-1.amazonaws.com'], ['https://127.0.0.1'], ['http://10.0.0.1:9324'],
  ])('sends nothing off this machine, so not to %s', async sqsEndpoint => {
    await expect(start({ sqsEndpoint })).rejects.toThrow(`the SQS endpoint ${sqsEndpoint} is not on this machine; allowed are http URLs with the host 127.0.0.1, localhost, [::1]`);
  });

  test.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])('refuses the host %s', async host => {
    const door = await openDoor(API);
    expect(await door.send({ headers: [['Host', host]] })).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
  });

  test('answers to localhost', async () => {
    const door = await openDoor(API);
    expect((await door.send({ headers: [['Host', `localhost:${new URL(door.gateway.url).port}`]] })).status).toBe(200);
  });

  test('answers what is under way before it closes, and nothing after', async () => {
    const door = await openQueueDoor();
    const reached = new Promise<void>(resolve => {
      door.queue.answerWith(response => {
        resolve();
        setTimeout(() => answer(200, ACCEPTED)(response), 50);
      });
    });
    const underWay = fetch(door.gateway.url, { method: 'POST' });
    await reached;
    await door.gateway.close();
    expect((await underWay).status).toBe(200);
    await expect(fetch(door.gateway.url)).rejects.toThrow();
  });

  test.each([['without a request', ''], ['with a request that does not end', 'POST /prod/ HTTP/1.1\r\nContent-Length: 9\r\n']])('does not wait for a connection %s', async (_, sent) => {
    const gateway = await start({});
    const idle = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    await once(idle, 'connect');
    idle.write(sent);
    const closed = once(idle, 'close');
    await gateway.close();
    await closed;
  });

  test('keeps connections to the queue server open', async () => {
    const door = await openQueueDoor();
    for (let count = 0; count < 3; count++) await door.send();
    expect(new Set(door.queue.received.map(({ connection }) => connection)).size).toBe(1);
  });

  test('gets over a sender that breaks off', async () => {
    const door = await openQueueDoor();
    const { port, host } = new URL(door.gateway.url);
    const sender = connect(Number(port), '127.0.0.1');
    sender.write(`POST /prod/ HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100\r\n\r\n{`, () => setTimeout(() => sender.destroy(), 10));
    await once(sender, 'close');
    expect((await door.send()).status).toBe(200);
    expect([door.queue.received.length, door.refused.length]).toEqual([1, 0]);
  });
});

describe('an accepted event', () => {
  test('holds what was sent and what SQS made of it', async () => {
    const door = await openQueueDoor();
    await door.send({ method: 'PUT', target: '/prod/?token=secret', headers: [['X-A', 'b']], body: 'the body' });
    expect(door.accepted).toEqual([{
      buffer: 'Orders',
      messageId: 'message-1',
      sequenceNumber: '18849496460467696128',
      group: 'orders',
      at: expect.any(Number),
      method: 'PUT',
      path: '/prod/',
      query: 'token=secret',
      headers: expect.arrayContaining([['X-A', 'b']]),
      body: Buffer.from('the body'),
    }]);
  });

  test('holds the group of a message sent by the query protocol, and the id out of XML', async () => {
    const door = await openQueueDoor({ RequestTemplates: { 'application/json': 'Action=SendMessage&MessageGroupId=a%2Fb&MessageBody=x' } });
    door.queue.answerWith(answer(200, '<SendMessageResponse><SendMessageResult><MessageId>id</MessageId></SendMessageResult></SendMessageResponse>'));
    await door.send();
    expect(door.accepted).toMatchObject([{ messageId: 'id', group: 'a/b' }]);
  });

  test('has no group where the message has none', async () => {
    const door = await openQueueDoor({ RequestTemplates: { 'application/json': '{}' } });
    await door.send();
    expect(door.accepted).toMatchObject([{ group: '' }]);
  });

  test.each([[200, '{}'], [400, ACCEPTED]])('is not given for the answer %i %s of SQS', async (status, body) => {
    const door = await openQueueDoor();
    door.queue.answerWith(answer(status, body));
    await door.send();
    expect(door.accepted).toEqual([]);
  });
});

describe('a refused event', () => {
  test.each([
    ['{"__type":"com.amazonaws.sqs#InvalidMessageContents","message":"secret"}', 'SQS answered 400 com.amazonaws.sqs#InvalidMessageContents'],
    ['<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>', 'SQS answered 400 AccessDenied'],
    ['secret', 'SQS answered 400 without an error code'],
  ])('names the error of SQS %s and nothing else of it', async (body, error) => {
    const door = await openQueueDoor({ IntegrationResponses: [{ StatusCode: '502' }] });
    door.queue.answerWith(answer(400, body));
    await door.send();
    expect(door.refused).toMatchObject([{ status: 502, error }]);
  });
});
