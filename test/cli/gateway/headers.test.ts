import { openQueueDoor, rendered } from './support/door';
import type { RawRequest } from './support/http';

/** Headers as a template sees them, one a line. */
async function visible(...headers: ReadonlyArray<readonly [string, string]>): Promise<string[]> {
  const request: RawRequest = { headers };
  return (await rendered('#foreach($name in $input.params().header.keySet())$name: $input.params().header.get($name)|#end', request)).split('|').slice(0, -1);
}

describe('headers in a template', () => {
  test.each([
    'Connection', 'Content-MD5', 'Max-Forwards', 'Proxy-Authenticate', 'Server', 'TE', 'Trailer', 'WWW-Authenticate',
  ])('%s is not there', async name => {
    expect((await visible([name, 'x'])).map(line => line.split(':')[0])).not.toContain(name);
  });

  test('Content-Length is not there', async () => {
    expect((await visible()).join()).not.toMatch(/content-length/i);
  });

  test.each([
    'Content-Encoding: identity', 'Date: x', 'Referer: x', 'User-Agent: x', 'Via: x', 'Range: x', 'Cookie: x', 'Stripe-Signature: t=1,v1=abc', 'X-Empty: ',
  ])('%s is there', async line => {
    const [name = '', value = ''] = line.split(': ');
    expect(await visible([name, value])).toContain(line);
  });

  test('keep the case of their names', async () => {
    expect(await visible(['tEsT-HEADeR', 'x'])).toContain('tEsT-HEADeR: x');
  });

  test('name Authorization as AWS writes it', async () => {
    expect(await visible(['authorization', 'Bearer x'])).toContain('Authorization: Bearer x');
  });

  test('leave out an Authorization that signs for AWS', async () => {
    expect((await visible(['Authorization', 'AWS4-HMAC-SHA256 Credential=x'])).join()).not.toContain('Authorization');
  });

  test('that are repeated have their last value, whatever the case of their names', async () => {
    const headers = await visible(['X-A', '1'], ['x-a', '2']);
    expect(headers.filter(line => line.toLowerCase().startsWith('x-a'))).toEqual(['x-a: 2']);
  });

  test.each(['get', 'size', 'keySet', 'entrySet', 'length', 'put', 'isEmpty', 'class', '__proto__', 'constructor', 'toString'])('may be named %s', async name => {
    expect(await visible([name, 'x'], ['X-Other', 'y'])).toEqual(expect.arrayContaining([`${name}: x`, 'X-Other: y']));
  });

  test('keep bytes beyond ASCII, read one by one', async () => {
    expect(await visible(['X-A', 'caf\xe9'])).toContain('X-A: café');
  });

  test('have what API Gateway adds, after what the sender claims', async () => {
    const headers = await visible(['X-Forwarded-For', '203.0.113.9'], ['X-Forwarded-Proto', 'gopher']);
    expect(headers).toEqual(expect.arrayContaining(['X-Forwarded-For: 203.0.113.9, 127.0.0.1', 'X-Forwarded-Proto: http']));
    expect(headers.join()).toMatch(/X-Forwarded-Port: \d+/);
  });
});

describe('$input.params(name)', () => {
  test('looks headers up by their exact name', async () => {
    expect(await rendered("$input.params('X-A')/$input.params('x-a')", { headers: [['X-A', '1']] })).toBe('1/');
  });

  test('lets a query parameter stand before a header', async () => {
    expect(await rendered("$input.params('X-A')", { target: '/prod/?X-A=query', headers: [['X-A', 'header']] })).toBe('query');
  });

  test('is empty for what is not there', async () => {
    expect(await rendered('#if($input.params("none") == "")empty#end')).toBe('empty');
  });
});

describe('headers to the integration', () => {
  const mapping = (header: string) => ({ RequestParameters: { [`integration.request.header.${header}`]: "'x'" } });

  async function headersToQueue(integration: { readonly [name: string]: unknown }, request: RawRequest = {}) {
    const door = await openQueueDoor(integration);
    await door.send(request);
    return door.queue.received[0]?.headers ?? door.refused[0]?.error;
  }

  test('are the mapped ones, the gateway\'s own, and nothing of the sender\'s', async () => {
    const headers = await headersToQueue(
      { RequestParameters: { 'integration.request.header.X-Amz-Target': "'AmazonSQS.SendMessage'", 'integration.request.header.content-type': "'application/x-amz-json-1.0'" } },
      { headers: [['X-Amz-Target', 'AmazonSQS.PurgeQueue'], ['Content-Type', 'application/json'], ['Cookie', 'x']] },
    );
    expect(headers).toMatchObject({
      'x-amz-target': 'AmazonSQS.SendMessage',
      'content-type': 'application/x-amz-json-1.0',
      'accept': 'application/json',
      'user-agent': 'AmazonAPIGateway_Api',
    });
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).toHaveProperty('authorization', expect.stringContaining('/eu-central-1/sqs/aws4_request'));
  });

  test('have the sender\'s Content-Type where none is mapped', async () => {
    expect(await headersToQueue({ RequestParameters: {} }, { headers: [['Content-Type', 'application/json']] })).toHaveProperty('content-type', 'application/json');
  });

  test('can be overridden by the template', async () => {
    const template = '#set($context.requestOverride.header["X-Own"] = "1")#set($context.requestOverride.header.X-Amz-Target = "b")';
    expect(await headersToQueue({ RequestTemplates: { 'application/json': template } })).toMatchObject({ 'x-own': '1', 'x-amz-target': 'b' });
  });

  test.each(['Authorization', 'Connection', 'Content-Length', 'Expect', 'Proxy-Authenticate', 'TE', 'Transfer-Encoding'])('must not set %s', async name => {
    expect(await headersToQueue(mapping(name))).toBe(`API_CONFIGURATION_ERROR: the integration header ${name.toLowerCase()} is reserved`);
  });
});
