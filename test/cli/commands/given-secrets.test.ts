import { join } from 'node:path';
import { givenSecrets } from '../../../cli/commands/given-secrets';
import { directoryOf, removeDirectories } from '../assembly/assembly-fixture';

afterAll(removeDirectories);

const file = (content: string): string => join(directoryOf({ 'secrets.json': content }), 'secrets.json');

test('secrets come by option and by file, and the option takes precedence', () => {
  const given = givenSecrets(['Shop/GitHub=a=b', 'Shop/Stripe=c'], file('{"Shop/Stripe":"d","Shop/X":{"key":"e"}}'));
  expect(given).toEqual({ 'Shop/GitHub': 'a=b', 'Shop/Stripe': 'c', 'Shop/X': '{"key":"e"}' });
  expect(givenSecrets()).toEqual({});
});

test('mistakes are told without what is secret', () => {
  expect(() => givenSecrets(['hunter2'])).toThrow(/^--secret must be <name>=<value>$/);
  expect(() => givenSecrets(['=hunter2'])).toThrow(/^--secret must be <name>=<value>$/);
  expect(() => givenSecrets([], file('hunter2'))).toThrow(/secrets\.json is not valid JSON$/);
  expect(() => givenSecrets([], file('["hunter2"]'))).toThrow(/must name a file with a JSON object, which .*secrets\.json is not$/);
  expect(() => givenSecrets([], '/nowhere/secrets.json')).toThrow('--secrets: /nowhere/secrets.json cannot be read');
});
