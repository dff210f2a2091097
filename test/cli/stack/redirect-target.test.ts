import { readConfiguration, redirectTarget } from '../../../cli/local/redirect-target';
import { FORWARDER_ENVIRONMENT } from '../../../src/contract/forwarder-configuration';

const variablesFor = (url: string, allowHttp?: boolean): { readonly [name: string]: string } => ({
  OTHER: 'kept',
  [FORWARDER_ENVIRONMENT.CONFIGURATION]: JSON.stringify({ buffer: 'Shop/Orders', target: { kind: 'http', url, totalTimeoutMillis: 1, allowHttp } }),
});

test.each([
  ['https://orders.example.com/hooks', 'http://127.0.0.1:4000', 'http://127.0.0.1:4000/hooks'],
  ['https://orders.example.com:8443/a/b/', 'http://127.0.0.1:4000/base/', 'http://127.0.0.1:4000/base/a/b/'],
  ['https://orders.example.com:8443', 'http://localhost', 'http://localhost/'],
  ['https://orders.example.com//elsewhere/x', 'http://127.0.0.1:4000', 'http://127.0.0.1:4000//elsewhere/x'],
])('%s goes to %s, its path kept: %s', (url, origin, expected) => {
  const variables = redirectTarget(variablesFor(url), origin);
  expect(variables).toEqual(variablesFor(expected, true));
});

test('a configuration that is not JSON is refused', () => {
  expect(() => readConfiguration({ [FORWARDER_ENVIRONMENT.CONFIGURATION]: '{' })).toThrow("The forwarder's variable WEBHOOK_BUFFER_CONFIGURATION is not valid JSON.");
});

test.each(['{}', 'null', '{"target":{"url":"/hooks"}}'])('a configuration without a target, %s, is refused', json => {
  expect(() => readConfiguration({ [FORWARDER_ENVIRONMENT.CONFIGURATION]: json })).toThrow('has no target with an absolute URL');
});
