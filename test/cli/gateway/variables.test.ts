import { openDoor, openQueueDoor, rendered } from './support/door';
import { METHOD_RESPONSES, method, queueIntegration, restApi, stage } from './support/stack';
import type { Clock } from '../../../cli/local/clock';

describe('$util', () => {
  test.each([
    ['urlEncode', "a b*-._~!'()é🎉/", 'a+b*-._%7E%21%27%28%29%C3%A9%F0%9F%8E%89%2F'],
    ['urlDecode', 'a+b%20%C3%A9%ff%2B', 'a b é\ufffd+'],
    ['base64Encode', 'é🎉', 'w6nwn46J'],
    ['base64Decode', 'w6nwn46J', 'é🎉'],
    ['base64Decode', 'YQ', 'a'],
    ['escapeJavaScript', 'it\'s "a/b"\\\n\t\r\b\f\x01é\u2028🎉', 'it\\\'s \\"a\\/b\\"\\\\\\n\\t\\r\\b\\f\\u0001\\u00E9\\u2028\\uD83C\\uDF89'],
    ['parseJson', '{"a":[1,{"b":null}]}', '{a=[1,{"b":null}]}'],
  ])('%s of %j is %j', async (name, body, expected) => {
    expect(await rendered(`$util.${name}($input.body)`, { body })).toBe(expected);
  });

  test('puts a question mark for half of a surrogate pair, as Java does', async () => {
    expect(await rendered('#set($half = $input.body.substring(0, 1))$util.urlEncode($half) $util.base64Encode($half)', { body: '🎉' })).toBe('%3F Pw==');
  });

  test.each([
    ["$util.urlDecode('100%')", '$util.urlDecode: no hexadecimal digits after the % at position 3'],
    ["$util.base64Decode('a')", '$util.base64Decode: this is no base64'],
    ["$util.base64Decode('a?==')", '$util.base64Decode: this is no base64'],
    ["$util.parseJson('{')", 'unexpected end of file'],
    ["$util.toJson('x')", '$util has no function toJson()'],
    ['$util.urlEncode($none)', 'parameter 1 is no string'],
  ])('%s is a 500', async (template, message) => {
    expect(await rendered(template)).toContain(`refused: API_CONFIGURATION_ERROR: a mapping template cannot be rendered: ${message}`);
  });

  test('and $input print as AWS prints them', async () => {
    expect(await rendered('$util $input $input.none')).toBe('{} {} ');
  });

  test('is not what $input is', async () => {
    expect(await rendered('$input.keySet()')).toContain('$input has no method keySet()');
  });
});

describe('$context', () => {
  const clock: Clock = { now: () => Date.UTC(2026, 10, 9, 8, 5, 3, 7), after: () => () => undefined };

  async function value(expression: string, headers: ReadonlyArray<readonly [string, string]> = []): Promise<string> {
    const integration = queueIntegration({ RequestTemplates: { 'application/json': expression } });
    const door = await openDoor([restApi(), stage(), method('ANY', 'Api.RootResourceId', { Integration: integration, MethodResponses: METHOD_RESPONSES })], { clock });
    await door.send({ headers });
    return door.queue.received[0]?.body ?? String(door.refused[0]?.error);
  }

  test.each([
    ['$context.accountId $context.apiId $context.stage', '000000000000 Api prod'],
    ['$context.httpMethod $context.resourcePath $context.path $context.protocol', 'POST / /prod/ HTTP/1.1'],
    ['$context.identity.sourceIp', '127.0.0.1'],
    ['$context.requestTimeEpoch', '1794211503007'],
    ['$context.requestTime', '09/Nov/2026:08:05:03 +0000'],
    ['[$context.identity.userAgent][$context.authorizer.claims]', '[][]'],
    ['$stageVariables.none', ''],
  ])('%s is %s', async (expression, expected) => {
    expect(await value(expression)).toBe(expected);
  });

  test('has the sender\'s user agent and host', async () => {
    expect(await value('$context.identity.userAgent', [['user-agent', 'GitHub-Hookshot/1']])).toBe('GitHub-Hookshot/1');
    expect(await value('$context.domainName $context.domainPrefix')).toMatch(/^127\.0\.0\.1:\d+ 127$/);
  });

  test('has a request id that a client can choose, and an extended one that it cannot', async () => {
    const [chosen, ...extended] = await Promise.all([
      value('$context.requestId', [['X-Amzn-RequestId', 'mine']]),
      ...[1, 2].map(async () => value('$context.extendedRequestId', [['X-Amzn-RequestId', 'mine'], ['X-Amz-Apigw-Id', 'mine']])),
    ]);
    expect(chosen).toBe('mine');
    expect(await value('$context.requestId')).toMatch(/^[0-9a-f-]{36}$/);
    for (const id of extended) expect(id).toMatch(/^[A-Za-z0-9+/]{15}=$/);
    expect(new Set(extended).size).toBe(2);
  });

  test('is new for each request', async () => {
    const template = '#if($context.responseOverride.seen)seen#{else}new#end#set($context.responseOverride.seen = true)';
    const door = await openQueueDoor({ RequestTemplates: { 'application/json': template } });
    await door.send();
    await door.send();
    expect(door.queue.received.map(({ body }) => body)).toEqual(['new', 'new']);
  });

  test('that a template breaks overrides nothing', async () => {
    expect(await value("#set($context.requestOverride = 'x')sent")).toBe('sent');
    expect(await value("#set($context.requestOverride.header = 'x')sent")).toBe('sent');
  });
});
