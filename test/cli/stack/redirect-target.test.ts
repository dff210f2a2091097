import { readConfiguration, redirectTarget } from '../../../cli/local/redirect-target';
import { FORWARDER_ENVIRONMENT } from '../../../src/contract/forwarder-configuration';

const variablesFor = (url: string, target: object = {}): { readonly [name: string]: string } => ({
  OTHER: 'kept',
  [FORWARDER_ENVIRONMENT.CONFIGURATION]: JSON.stringify({ buffer: 'Shop/Orders', target: { kind: 'http', url, totalTimeoutMillis: 1, ...target } }),
});

test.each([
  ['https://orders.example.com/hooks', 'http://127.0.0.1:4000', 'http://127.0.0.1:4000/hooks'],
  ['https://orders.example.com:8443/a/b/', 'http://127.0.0.1:4000/base/', 'http://127.0.0.1:4000/base/a/b/'],
  ['https://orders.example.com:8443', 'http://localhost', 'http://localhost/'],
  ['https://orders.example.com//elsewhere/x', 'http://127.0.0.1:4000', 'http://127.0.0.1:4000//elsewhere/x'],
])('%s goes to %s, its path kept: %s', (url, origin, expected) => {
  const { OTHER, ...variables } = redirectTarget(variablesFor(url, { publicAddressesOnly: true, tls: {} }), { target: origin });
  expect(OTHER).toBe('kept');
  expect(readConfiguration(variables).target).toEqual({ kind: 'http', url: expected, totalTimeoutMillis: 1, allowHttp: true, publicAddressesOnly: false });
});

test('a target that is on this machine keeps its address, and may be there', () => {
  const variables = redirectTarget(variablesFor('https://localhost:4000/hooks', { publicAddressesOnly: true, tls: {} }), {});
  expect(readConfiguration(variables).target).toEqual({ kind: 'http', url: 'https://localhost:4000/hooks', totalTimeoutMillis: 1, tls: {}, publicAddressesOnly: false });
});

test('tokens come from what stands in for their endpoint', () => {
  const authentication = { kind: 'oauth2', tokenUrl: 'https://login.example.com/token?realm=a', clientId: 'shop' };
  const variables = redirectTarget(variablesFor('https://localhost:4000/hooks', { authentication }), { tokenUrl: 'http://127.0.0.1:5000/token' });
  expect(readConfiguration(variables).target).toMatchObject({ allowHttp: true, authentication: { ...authentication, tokenUrl: 'http://127.0.0.1:5000/token' } });
});

test('a configuration that is not JSON is refused', () => {
  expect(() => readConfiguration({ [FORWARDER_ENVIRONMENT.CONFIGURATION]: '{' })).toThrow("The forwarder's variable WEBHOOK_BUFFER_CONFIGURATION is not valid JSON.");
});

test.each(['{}', 'null', '{"target":{"url":"/hooks"}}'])('a configuration without a target, %s, is refused', json => {
  expect(() => readConfiguration({ [FORWARDER_ENVIRONMENT.CONFIGURATION]: json })).toThrow('has no target with an absolute URL');
});
