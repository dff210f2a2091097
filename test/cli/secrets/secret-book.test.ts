import type { DeclaredSecret } from '../../../cli/local/assembly/declared-secrets';
import { GivenValues } from '../../../cli/local/secrets/given-values';
import { SecretBook } from '../../../cli/local/secrets/secret-book';
import type { SecretReference } from '../../../src/contract/source';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Shop-GitHub-000000';
const IMPORTED = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shared/stripe';

const secret = (id: string): SecretReference => ({ from: 'secretsManager', id });
const parameter = (name: string): SecretReference => ({ from: 'parameterStore', name });
const declared = (properties: DeclaredSecret['properties']): DeclaredSecret => ({ id: ARN, logicalId: 'GitHub1234', path: 'Shop/GitHub', properties });
const GENERATED = declared({ GenerateSecretString: {} });

test.each([
  ['its construct path', 'Shop/GitHub', ARN],
  ['its logical id', 'GitHub1234', ARN],
  ['its ARN', ARN, ARN],
  ['its name', 'Shop-GitHub', ARN],
  ['its name of an ARN without a suffix', 'shared/stripe', IMPORTED],
])('a secret can be given by %s', (_, name, id) => {
  const book = new SecretBook([GENERATED], new GivenValues({ [name]: 'hunter2' }));
  expect(book.settle([secret(id)], 'Shop/Orders')).toMatchObject([{ id, value: 'hunter2', generated: false }]);
  book.requireAllUsed();
});

test('a parameter can be given by its name', () => {
  expect(new SecretBook([], new GivenValues({ '/hooks/x': 'hunter2' })).settle([parameter('/hooks/x')], 'Shop/Orders')).toMatchObject([{ id: '/hooks/x', name: '/hooks/x', value: 'hunter2' }]);
});

test('a value in the template is taken where none is given', () => {
  expect(new SecretBook([declared({ SecretString: 'in-template' })], new GivenValues({})).settle([secret(ARN)], 'Shop/Orders')).toMatchObject([{ value: 'in-template', generated: false }]);
});

test('what AWS would generate is random, and the same for all who read it', () => {
  const book = new SecretBook([GENERATED], new GivenValues({}));
  const [first] = book.settle([secret(ARN), secret(ARN)], 'Shop/Orders');
  const [second] = book.settle([secret(ARN)], 'Shop/Payments');
  expect(first).toMatchObject({ name: 'Shop/GitHub', generated: true, value: expect.stringMatching(/^[\w-]{32}$/) });
  expect(second).toEqual(first);
  expect(new SecretBook([GENERATED], new GivenValues({})).settle([secret(ARN)], 'Shop/Orders')).not.toEqual([first]);
});

test('a secret of which one field is generated keeps the others', () => {
  const properties = { GenerateSecretString: { SecretStringTemplate: '{"user":"shop"}', GenerateStringKey: 'token' } };
  const [{ value }] = new SecretBook([declared(properties)], new GivenValues({})).settle([secret(ARN)], 'Shop/Orders');
  expect(JSON.parse(value)).toEqual({ user: 'shop', token: expect.stringMatching(/^[\w-]{32}$/) });
});

test('all that have no value are named, with the flags that give them one', () => {
  expect(() => new SecretBook([], new GivenValues({})).settle([secret(IMPORTED), parameter('/hooks/x')], 'Shop/Orders'))
    .toThrow('Shop/Orders reads secrets that have no value on this machine: shared/stripe, /hooks/x. Give them with --secret shared/stripe=<value> --secret /hooks/x=<value>, or in a file with --secrets.');
});

test('a name that no secret has is a mistake', () => {
  const book = new SecretBook([GENERATED], new GivenValues({ 'Shop/GitLab': 'hunter2' }));
  book.settle([secret(ARN)], 'Shop/Orders');
  expect(() => book.requireAllUsed()).toThrow('No buffer reads the secret Shop/GitLab; secrets that are read: Shop/GitHub.');
  expect(() => new SecretBook([], new GivenValues({ a: 'b' })).requireAllUsed()).toThrow('secrets that are read: none.');
});
