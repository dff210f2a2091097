import { openDoor, rendered } from './support/door';
import { METHOD_RESPONSES, method, queueIntegration, resource, restApi, stage } from './support/stack';

const QUERY = '#foreach($name in $input.params().querystring.keySet())[$name=$input.params().querystring.get($name)]#end';

describe('the query in a template', () => {
  test.each([
    ['a=b+c%20d', '[a=b c d]'],
    ['name=Gr%C3%BC%C3%9Fe%F0%9F%8E%89', '[name=Grüße🎉]'],
    ['a=1&b=2&a=3', '[a=3][b=2]'],
    ['10=x&2=y', '[10=x][2=y]'],
    ['flag&empty=&x', '[flag=][empty=][x=]'],
    ['a=1=2', '[a=1=2]'],
    ['a=1;b=2', '[a=1][b=2]'],
    ['a=%zz&b=100%', '[a=%zz][b=100%]'],
    ['a%5Bb%5D=1', '[a[b]=1]'],
    ['a=%FF', '[a=\ufffd]'],
    ['a=b?c', '[a=b?c]'],
    ['', ''],
  ])('%s is %s', async (query, expected) => {
    expect(await rendered(QUERY, { target: `/prod/?${query}` })).toBe(expected);
  });
});

describe('$context.path', () => {
  test.each(['/prod/hooks', '/prod/hooks/a%2Bb', '/prod/hooks//x/', '/prod/hooks/%2e%2e/x', '/prod/hooks/../x'])('has the stage, and %s as it was sent', async path => {
    const door = await openDoor([
      restApi(), stage(), resource('Hooks', 'hooks'), resource('Below', '{below+}', 'Hooks'),
      ...['Hooks', 'Below'].map(id => method('ANY', id, { Integration: queueIntegration({ RequestTemplates: { 'application/json': '$context.path' } }), MethodResponses: METHOD_RESPONSES })),
    ]);
    await door.send({ target: `${path}?a=b` });
    expect(door.queue.received[0]?.body).toBe(path);
  });

  test('is the path of a request that names the whole URL', async () => {
    expect(await rendered('$context.path', { target: 'http://127.0.0.1/prod/' })).toBe('/prod/');
  });
});

describe('a route', () => {
  const places = {
    'Api.RootResourceId': ['POST'],
    'Hooks': ['ANY', 'GET'],
    'Below': ['ANY'],
    'Github': ['POST'],
    'Shop': ['POST'],
    'ShopEvents': ['POST'],
    'Item': ['POST'],
  };

  /** Resource path, method and path parameters of the method that was chosen, or the status. */
  async function chosen(httpMethod: string, path: string, headers: ReadonlyArray<readonly [string, string]> = []): Promise<string> {
    const template = '$context.httpMethod $context.resourcePath#foreach($p in $input.params().path.entrySet()) $p#end';
    const door = await openDoor([
      restApi(), stage(),
      resource('Hooks', 'hooks'), resource('Below', '{below+}', 'Hooks'), resource('Github', 'github', 'Hooks'),
      resource('Shops', 'shops'), resource('Shop', '{shop}', 'Shops'), resource('ShopEvents', 'events', 'Shop'), resource('Item', '{item}', 'ShopEvents'),
      ...Object.entries(places).flatMap(([id, methods]) => methods.map(name => method(name, id, {
        Integration: queueIntegration({ RequestTemplates: { 'application/json': `${name === 'ANY' ? 'any ' : ''}${template}` } }),
        MethodResponses: METHOD_RESPONSES,
      }))),
    ]);
    const { status } = await door.send({ method: httpMethod, target: path, headers });
    return door.queue.received[0]?.body ?? String(status);
  }

  test.each([
    ['POST', '/prod', 'POST /'],
    ['POST', '/prod/', 'POST /'],
    ['POST', '/prod/?a=/hooks', 'POST /'],
    ['POST', '/prod/hooks', 'any POST /hooks'],
    ['GET', '/prod/hooks', 'GET /hooks'],
    ['POST', '/prod/hooks/', 'any POST /hooks'],
    ['PUT', '/prod/hooks/a/b%2Fc', 'any PUT /hooks/{below+} below=a/b%2Fc'],
    ['POST', '/prod/hooks//x', 'any POST /hooks/{below+} below=/x'],
    ['POST', '/prod/hooks/x//y', 'any POST /hooks/{below+} below=x//y'],
    ['POST', '/prod/hooks/github', 'POST /hooks/github'],
    ['POST', '/prod/hooks/github/x', 'any POST /hooks/{below+} below=github/x'],
    ['GET', '/prod/hooks/github', '403'],
    ['POST', '/prod/shops/a%20b', 'POST /shops/{shop} shop=a%20b'],
    ['POST', '/prod/shops/a/events', 'POST /shops/{shop}/events shop=a'],
    ['POST', '/prod/shops/a/events/7', 'POST /shops/{shop}/events/{item} shop=a item=7'],
    ['POST', '/prod/shops', '403'],
    ['POST', '/prod/unknown', '403'],
    ['GET', '/prod', '403'],
    ['POST', '/other/hooks', '403'],
    ['POST', '/produce', '403'],
  ])('%s %s leads to: %s', async (httpMethod, path, expected) => {
    expect(await chosen(httpMethod, path)).toBe(expected);
  });

  test('is chosen by X-HTTP-Method-Override', async () => {
    expect(await chosen('POST', '/prod/hooks', [['X-HTTP-Method-Override', 'get']])).toBe('GET /hooks');
  });
});
