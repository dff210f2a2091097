import fc from 'fast-check';
import { outgoingPath } from '../../lambda/forwarder/target/outgoing-path';

describe('the outgoing path', () => {
  it.each([
    ['/', '', '/'],
    ['/', '/', '/'],
    ['/', '/github', '/github'],
    ['/hooks', '', '/hooks'],
    ['/hooks', '/', '/hooks'],
    ['/hooks/', '/', '/hooks/'],
    ['/hooks', '/github', '/hooks/github'],
    ['/hooks/', '/github/', '/hooks/github/'],
    ['/hooks//', '/github', '/hooks/github'],
    ['/hooks/v1', '/github/x', '/hooks/v1/github/x'],
    ['/hooks', '/a%2Fb/%2B+c', '/hooks/a%2Fb/%2B+c'],
    ['/hooks', '/github//x', '/hooks/github//x'],
    ['/hooks', '//x', '/hooks//x'],
    ['/hooks', '/...', '/hooks/...'],
    ['/hooks', '/a..b', '/hooks/a..b'],
  ])('of base path %s and path %s is %s', (basePath, path, expected) => {
    expect(outgoingPath(basePath, path, [])).toBe(expected);
  });

  it('has the query with each name and value escaped anew, repeated names in order', () => {
    const query = [['a', '1'], ['a', '2 +'], ['b[]', '&=#?'], ['', 'ü'], ['empty', '']] as const;
    expect(outgoingPath('/hooks', '/x', query)).toBe('/hooks/x?a=1&a=2%20%2B&b%5B%5D=%26%3D%23%3F&=%C3%BC&empty=');
  });

  it.each([
    ['/http://evil.example/', '/http://evil.example/'],
    ['//evil.example', '/evil.example'],
    ['///evil.example', '/evil.example'],
    ['/\\evil.example', '/%5Cevil.example'],
    ['/@evil.example', '/@evil.example'],
    ['/x?admin=1#top', '/x%3Fadmin=1%23top'],
    ['/x y\r\nHost: evil', '/x%20y%0D%0AHost:%20evil'],
    ['/ü\u0000', '/%C3%BC%00'],
  ])('F25 keeps %j a path', (path, expected) => {
    expect(outgoingPath('/', path, [])).toBe(expected);
  });

  it.each([
    '/..', '/../admin', '/a/../../admin', '/.', '/a/./b', '/%2e%2e/admin', '/%2E%2e/%2e%2E/admin', '/.%2e/admin', '/%2e', '/..\\admin', '/..%5cadmin',
    '/..%2fadmin', '/a%2f..%2f..%2fadmin', '/..;/admin', '/..;a=b/admin', '/%2e%2e;x/admin',
  ])('F25 refuses %s, which a server could resolve to leave the base path', path => {
    expect(outgoingPath('/hooks', path, [])).toBeUndefined();
  });

  it('F25 never leaves origin and base path, whatever the sender writes', () => {
    const hostile = fc.array(fc.oneof(fc.constantFrom('/', '//', '..', '.', '%2e', '%2E', '%2f', '%5c', '\\', '@', ':', '?', '#', ';', 'http:', 'evil.example', ' ', '\t', '\n', '%', '%00'), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 });
    const name = fc.string({ unit: 'binary', maxLength: 5 }).map(text => text.toWellFormed());
    fc.assert(fc.property(fc.constantFrom('/', '/hooks', '/hooks/v1/'), hostile, fc.array(fc.tuple(name, name), { maxLength: 3 }), (basePath, parts, query) => {
      const path = outgoingPath(basePath, `/${parts.join('').toWellFormed()}`, query);
      if (path === undefined) return;
      expect(path).toMatch(/^\/(?!\/)[\x21-\x7e]*$/);
      const url = new URL(path, 'https://backend.example');
      expect(url.origin).toBe('https://backend.example');
      expect(url.pathname.startsWith(basePath.replace(/\/$/, ''))).toBe(true);
      // What a server decodes once more stays inside too.
      const decoded = path.split('?')[0].replace(/%2e/gi, '.').replace(/%2f/gi, '/').replace(/%5c/gi, '\\');
      expect(new URL(`https://backend.example${decoded}`).pathname.startsWith(basePath.replace(/\/$/, ''))).toBe(true);
      expect([...url.searchParams]).toEqual(query);
    }), { numRuns: 2_000 });
  });
});
