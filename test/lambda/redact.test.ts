import { redactHeaders, redactPath, redactText } from '../../lambda/logging/redact';

describe('F31 in a response\'s headers', () => {
  it.each(['authorization', 'proxy-authorization', 'set-cookie', 'x-api-key', 'x-auth-token', 'x-secret-thing', 'x-password', 'x-hub-signature-256', 'x-shopify-hmac-sha256', 'x-session-id'])('%s is removed', name => {
    expect(redactHeaders({ [name]: 'hunter2' })).toEqual({ [name]: '[removed]' });
  });

  it.each([
    ['https://login.example/authorize/abc?state=xyz#id', 'https://login.example'],
    ['/login?code=xyz', '[removed]'],
  ])('only the origin of Location stays: %s', (location, expected) => {
    expect(redactHeaders({ location })).toEqual({ location: expected });
  });

  it('others stay, without what looks like a secret', () => {
    expect(redactHeaders({ 'content-type': 'text/plain', 'retry-after': '7', 'x-info': 'Bearer abc.def' })).toEqual({ 'content-type': 'text/plain', 'retry-after': '7', 'x-info': 'Bearer [removed]' });
  });
});

describe('F31 in free text', () => {
  it.each([
    ['{"access_token":"hunter2","user":"u"}', '{"access_token":[removed],"user":"u"}'],
    ['{"password": "hun\nter2"}', '{"password": [removed]}'],
    ['{"apiKey":"hunter2', '{"apiKey":[removed]'],
    ["{'client_secret': 'hunter2'}", "{'client_secret': [removed]}"],
    [String.raw`{"password":"hun\"ter2","a":1}`, '{"password":[removed],"a":1}'],
    ['{"token":{"value":"hunter2","of":{"x":"}"}},"a":1}', '{"token":[removed],"a":1}'],
    ['{"tokens":["hunter2","ter]"],"a":[1]}', '{"tokens":[removed],"a":[1]}'],
    ['{"tokens":[{"value":"hunter2', '{"tokens":[removed]'],
    [String.raw`{"error":"{\"private_key\":\"hunter2\",\"a\":1}"}`, String.raw`{"error":"{\"private_key\":[removed],\"a\":1}"}`],
    ['pwd=hunter2 auth=hunter2', 'pwd=[removed] auth=[removed]'],
    ['<a:password>hunter2</a:password><user>u</user>', '<a:password>[removed]</a:password><user>u</user>'],
    ['see https://backend.example/x?a=b&code=hunter2&sig=hunter2', 'see https://backend.example/x?a=b&code=[removed]&sig=[removed]'],
    ['{"password":', '{"password":'],
    ['token=hunter2&a=b', 'token=[removed]&a=b'],
    ['Authorization: Bearer hunter2, and more', 'Authorization: [removed], and more'],
    ['authorization: basic aHVudGVyMg==', 'authorization: [removed]'],
    ['sent Bearer abc.def~1 to us', 'sent Bearer [removed] to us'],
    ['connect to https://user:hunter2@backend.example/x', 'connect to https://[removed]@backend.example/x'],
    ['got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl there', 'got [removed] there'],
    ['key sk_live_4242424242424242 used', 'key [removed] used'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '[removed]'],
    ['AKIAIOSFODNN7EXAMPLE', '[removed]'],
  ])('%j is redacted', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each(['', 'ok', '{"status":"accepted","id":17}', 'Service Unavailable', 'the tokens of a parser', 'https://backend.example/a@b'])('%j stays', text => {
    expect(redactText(text)).toBe(text);
  });

  it.each([['words', 'a'.repeat(200_000)], ['names', 'token'.repeat(40_000)], ['quotation marks', 'token="'.repeat(30_000)], ['slashes', '//'.repeat(100_000)], ['token heads', 'eyJ-'.repeat(50_000)], ['blanks', `token${' '.repeat(100_000)}`], ['brackets', 'token:[{'.repeat(25_000)], ['elements', '<token'.repeat(30_000)], ['backslashes', `token:"${'\\\\'.repeat(100_000)}`]])('hostile %s take no time out of proportion', (_, text) => {
    const shortestOf = (given: string) => Math.min(...[1, 2, 3, 4].map(() => {
      // Of the processor: others may keep it busy meanwhile.
      const before = process.cpuUsage();
      redactText(given);
      return process.cpuUsage(before).user;
    }));
    // Quadratic work would take a hundred times as long for ten times the text; next to nothing cannot be told from noise.
    const part = Math.max(shortestOf(text.slice(0, text.length / 10)), 100);
    expect(shortestOf(text) / part).toBeLessThan(50);
  });
});

describe('F31 in a path', () => {
  it('sensitive query parameters are removed, and the others escaped', () => {
    expect(redactPath('/github/x', [['a', '1 2'], ['Token', 'hunter2'], ['key', 'hunter2'], ['sig', 'hunter2'], ['code', 'hunter2'], ['keyboard', 'qwerty'], ['hub.signature', 'hunter2']]))
      .toBe('/github/x?a=1%202&Token=[removed]&key=[removed]&sig=[removed]&code=[removed]&keyboard=qwerty&hub.signature=[removed]');
  });

  it('what looks like a secret is removed', () => {
    expect(redactPath('/github/sk_live_4242424242424242', [['next', 'token=hunter2'], ['sk_live_4242424242424242', '']])).toBe('/github/[removed]?next=token%3D%5Bremoved%5D&%5Bremoved%5D=');
  });

  it('nothing is appended without a query', () => {
    expect(redactPath('/', [])).toBe('/');
  });
});
