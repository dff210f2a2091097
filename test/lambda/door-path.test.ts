import fc from 'fast-check';
import { EXECUTE_API_HOST } from './support/records';
import { pathBelowDoor } from '../../lambda/forwarder/door-path';

const CUSTOM = 'hooks.example.com';
const below = (path: string, route: string, host = EXECUTE_API_HOST, stage = 'prod') => pathBelowDoor(path, { route, stage, host });

describe('the path below the door', () => {
  it.each([
    // path, route, what is sent on
    ['/prod/github', '/github', '/github'],
    ['/prod/github/', '/github', '/github/'],
    ['/prod/github/a/b', '/github', '/github/a/b'],
    ['/prod', '/', ''],
    ['/prod/', '/', '/'],
    ['/prod/a', '/', '/a'],
    ['/prod/shop/orders/7', '/shop/orders', '/shop/orders/7'],
    ['/prod/hooks/acme/x', '/hooks/{tenant}', '/hooks/acme/x'],
    ['/prod/T0ken/github/x', '/{pathToken}/github', '/github/x'],
    ['/prod/T0ken/', '/{pathToken}', '/'],
    ['/prod/T0ken', '/{pathToken}', ''],
    ['/prod/hooks/T0ken/T0ken', '/hooks/{pathToken}', '/hooks/T0ken'],
  ])('starts behind the stage of an API Gateway name: %s on %s', (path, route, expected) => {
    expect(below(path, route)).toBe(expected);
  });

  it.each([
    ['/github', '/github', '/github'],
    ['/base/github/x', '/github', '/github/x'],
    ['/more/levels/github/x', '/github', '/github/x'],
    ['/github/github', '/github', '/github/github'],
    ['/a/b', '/', '/a/b'],
    ['/', '/', ''],
    ['', '/', ''],
    ['/acme/x', '/{tenant}', '/acme/x'],
  ])('starts behind the base path mapping of a custom domain: %s on %s', (path, route, expected) => {
    expect(below(path, route, CUSTOM)).toBe(expected);
  });

  it.each([
    ['/prod/x', '/', CUSTOM, '/prod/x'],
    ['/prod/x', '/', EXECUTE_API_HOST, '/x'],
    ['/prod/prod/x', '/prod', EXECUTE_API_HOST, '/prod/x'],
    ['/prod/prod/x', '/prod', CUSTOM, '/prod/prod/x'],
    ['/prod', '/prod', CUSTOM, '/prod'],
  ])('takes a first segment that is named like the stage for the stage only where a stage is due: %s on %s at %s', (path, route, host, expected) => {
    expect(below(path, route, host)).toBe(expected);
  });

  it.each(['localhost', '127.0.0.1', '127.0.0.1:4000', '[::1]:4000', 'X.EXECUTE-API.us-east-1.amazonaws.com', 'vpce-1.execute-api.eu-west-1.vpce.amazonaws.com'])('has a stage before it at %s', host => {
    expect(below('/prod/x', '/', host)).toBe('/x');
  });

  it.each([
    ['/prod/github/a%2Fb', '/github/a%2Fb'],
    ['/prod/github/a%2Bb+c', '/github/a%2Bb+c'],
    ['/prod/github//a//', '/github//a//'],
    ['/prod/github/%zz', '/github/%zz'],
    ['/prod/github/%C3%BC', '/github/%C3%BC'],
    ['/prod/%67ithub/x', '/%67ithub/x'],
    ['/prod//github/x', '/github/x'],
  ])('stays as it was sent: %s', (path, expected) => {
    expect(below(path, '/github')).toBe(expected);
  });

  it.each([
    ['/prod/gitlab', '/github'],
    ['/prod/githubber', '/github'],
    ['/prod/github%2Fx', '/github'],
    ['/prod/GitHub', '/github'],
    ['/prod', '/github'],
    ['/prod/%zz', '/github'],
    ['/prod/shop', '/shop/orders'],
  ])('is not to be had where the route is not in it: %s on %s', (path, route) => {
    expect(below(path, route)).toBeUndefined();
  });

  it('is the same with and without a custom domain and its mapping', () => {
    const segment = fc.stringMatching(/^[a-z0-9%+-]{0,6}$/).filter(text => text !== 'github');
    fc.assert(fc.property(fc.array(segment, { maxLength: 4 }), fc.array(segment.filter(text => text !== ''), { maxLength: 2 }), (rest, mapping) => {
      const path = ['/github', ...rest].join('/');
      expect(below(`/prod${path}`, '/github')).toBe(path);
      expect(below([...mapping.map(text => `/${text}`), path].join(''), '/github', CUSTOM)).toBe(path);
    }));
  });
});
