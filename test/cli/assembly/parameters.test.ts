import { stackOf } from './assembly-fixture';
import type { AssemblyStack } from '../../../cli/local/assembly/load-assembly';
import { parameterNames, parameterValue } from '../../../cli/local/assembly/parameters';
import { GivenValues } from '../../../cli/local/secrets/given-values';

const STORED = 'AWS::SSM::Parameter::Value<String>';
const stack = stackOf({
  Parameters: {
    Stage: { Type: 'String', Default: 'test' },
    Address: { Type: 'String' },
    Url: { Type: STORED, Default: '/orders/url' },
    Zones: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/zones' },
    Image: { Type: 'AWS::SSM::Parameter::Name', Default: '/image' },
    BootstrapVersion: { Type: STORED, Default: '/cdk-bootstrap/hnb659fds/version' },
  },
  Resources: {
    R: { Type: 'A::B::C', Properties: { url: { 'Fn::Sub': 'https://${Url}/${Stage}' }, zones: { Ref: 'Zones' }, address: { Ref: 'Address' } } },
  },
});

const valueOf = (name: string, given: { readonly [name: string]: string } = {}, from: AssemblyStack = stack): unknown =>
  parameterValue(from, name, { path: 'Shop', given: new GivenValues(given) });

test.each([
  ['a default', 'Stage', {}, 'test'],
  ['one that is given', 'Stage', { Stage: 'prod' }, 'prod'],
  ['what Parameter Store holds', 'Url', { '/orders/url': 'http://127.0.0.1:3000' }, 'http://127.0.0.1:3000'],
  ['what Parameter Store holds under another name than by default', 'Url', { 'Url': '/other', '/other': 'http://127.0.0.1:4000' }, 'http://127.0.0.1:4000'],
  ['a list from Parameter Store', 'Zones', { '/zones': 'a, b' }, ['a', 'b']],
  ['the name in Parameter Store, where only the name is asked for', 'Image', {}, '/image'],
])('a parameter takes %s', (_, name, given, expected) => {
  expect(valueOf(name, given)).toEqual(expected);
});

test('what is given takes precedence over what the app gives', () => {
  expect(valueOf('Address', { Address: 'given' }, { ...stack, parameters: { Address: 'by the app' } })).toBe('given');
});

test('a nested stack takes what its parent gives', () => {
  const nested = { ...stack, nestedIn: { parent: stack, logicalId: 'Nested' } };
  const given = new GivenValues({ Stage: 'for the parent' });
  expect(parameterValue(nested, 'Stage', { path: 'Shop', given, fromParent: 'by the parent' })).toBe('by the parent');
});

test('one that is missing is refused with all that are, and with the options that give them', () => {
  expect(() => valueOf('Url')).toThrow('Shop: parameters have no value on this machine: /orders/url, Address, /zones; '
    + 'give them with --parameter /orders/url=<value> --parameter Address=<value> --parameter /zones=<value>');
});

test('a stack knows its parameters by logical id and by name in Parameter Store', () => {
  expect(parameterNames([stack])).toEqual([
    'Stage', 'Address', 'Url', '/orders/url', 'Zones', '/zones', 'Image', 'BootstrapVersion', '/cdk-bootstrap/hnb659fds/version',
  ]);
});
