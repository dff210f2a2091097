import { rmSync } from 'node:fs';
import { CfnParameter, Stack } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import fc from 'fast-check';
import { sourcesWith } from './sources/support/all-sources';
import { loadAssembly } from '../../cli/local/assembly/load-assembly';
import { AppScope } from '../../cli/local/assembly/stack-scope';
import { WebhookBuffer, WebhookSecret, WebhookSource, WebhookTarget, type WebhookBufferProps } from '../../src';
import type { ForwarderConfiguration } from '../../src/contract/forwarder-configuration';
import type { FunctionDoorConfiguration } from '../../src/contract/function-door-configuration';
import { pack, unpack } from '../../src/contract/packed-configuration';
import { synthesize as writeAssembly } from '../system/support/synthesize';

interface Variables {
  readonly [name: string]: string;
}

/** The variables of a buffer's functions as they will be, names and ARNs in place. */
function variables(build: (stack: Stack) => void): { readonly forwarder: Variables; readonly functionDoor: Variables } {
  const assembly = writeAssembly(build);
  try {
    const stacks = loadAssembly(assembly);
    const stack = stacks.find(({ id }) => id === 'Shop')!;
    const scope = new AppScope(stacks, name => `https://sqs.ap-southeast-1.amazonaws.com/123456789012/${name}`).of(stack);
    const of = (start: string): Variables => {
      const id = Object.keys(stack.template.Resources ?? {}).find(name => name.startsWith(`${start}Function`)) ?? '';
      return (scope.resource(id).properties.Environment as { readonly Variables: Variables }).Variables;
    };
    const functionDoor = Object.keys(stack.template.Resources ?? {}).some(name => name.startsWith('OrdersFunctionDoor'));
    return { forwarder: of('OrdersForwarder'), functionDoor: functionDoor ? of('OrdersFunctionDoor') : {} };
  } finally {
    rmSync(assembly, { recursive: true });
  }
}

function addBuffer(stack: Stack, props: Partial<WebhookBufferProps> = {}): WebhookBuffer {
  return new WebhookBuffer(stack, 'Orders', { target: WebhookTarget.http('https://orders.internal.example.com/hooks'), contentTypes: ['application/json'], ...props });
}

/** A buffer with a route for each source, each with a secret of its own. */
function withAllSources(stack: Stack, byFunction: boolean): void {
  const buffer = addBuffer(stack);
  const sources = sourcesWith(name => WebhookSecret.fromSecretsManager(new Secret(stack, `${name}Secret`)));
  for (const [name, source] of Object.entries(sources)) {
    // What takes code to answer has no other door.
    if (byFunction || source._definition.challenges.length === 0) buffer.addRoute(`/${name}`, { source, functionDoor: byFunction });
  }
}

/** As Lambda measures them, the account's random parts of names included, which are longer than those here. */
const bytesOf = (given: Variables): number => Buffer.byteLength(JSON.stringify(given)) + 5 * JSON.stringify(given).split('-000000').length;

const readForwarder = ({ WEBHOOK_BUFFER_CONFIGURATION: text }: Variables) => unpack(text) as ForwarderConfiguration;
const readDoor = ({ WEBHOOK_BUFFER_DOOR_CONFIGURATION: text }: Variables) => unpack(text) as FunctionDoorConfiguration;

test('what is packed can be unpacked, whatever stands in it', () => {
  const settings = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.array(fc.string())));
  const names = fc.array(fc.stringMatching(/^[\w:/.-]{1,60}$/), { minLength: 1 });
  fc.assert(fc.property(settings, names, (configuration, words) => {
    const listed = words.flatMap((_, index) => [index === 0 ? '"' : ',"', index, '"']);
    const parts = ['{"configuration":', JSON.stringify(configuration), ',"words":[', ...listed, ']}'];
    expect(unpack(pack(parts, words))).toEqual(JSON.parse(JSON.stringify({ configuration, words })));
    expect(unpack(JSON.stringify(configuration))).toEqual(JSON.parse(JSON.stringify(configuration)));
  }), { numRuns: 200 });
});

test('a short configuration is JSON that can be read', () => {
  const { forwarder } = variables(stack => addBuffer(stack, { source: WebhookSource.github({ secret: WebhookSecret.fromSecretsManager(new Secret(stack, 'GitHub')) }) }));
  expect(JSON.parse(forwarder.WEBHOOK_BUFFER_CONFIGURATION)).toMatchObject({ routes: { '/': { source: { name: 'github', secrets: [{ id: expect.stringMatching(/^arn:aws:secretsmanager:.*:secret:.*GitHub/) as string }] } } } });
});

describe('each source on a route of its own, with a secret of its own', () => {
  const byFunction = variables(stack => withAllSources(stack, true));
  const direct = variables(stack => withAllSources(stack, false));

  test('fits into the environment of the function door', () => {
    expect(bytesOf(byFunction.functionDoor)).toBeLessThan(4_096);
    expect(Object.keys(readDoor(byFunction.functionDoor).routes).length).toBeGreaterThan(28);
  });

  test.each([['that the function door has checked', byFunction], ['that it checks itself', direct]])('fits into the environment of the forwarder for webhooks %s', (_, { forwarder }) => {
    expect(bytesOf(forwarder)).toBeLessThan(4_096);
    expect(Object.keys(readForwarder(forwarder).routes).length).toBeGreaterThan(20);
  });

  test('is read by the functions as it was given', () => {
    const { '/stripe': atDoor } = readDoor(byFunction.functionDoor).routes;
    const { '/stripe': { source } } = readForwarder(byFunction.forwarder).routes;
    const arn = expect.stringMatching(/^arn:aws:secretsmanager:[\w-]+:\d{12}:secret:[\w-]*stripeSecret[\w-]*$/) as string;
    expect(source).toEqual({ name: 'stripe', signature: sourcesWith(() => undefined!).stripe._definition.signature, secrets: [{ from: 'secretsManager', id: arn }] });
    expect(atDoor.source).toEqual({ ...source, challenges: [] });
    expect(atDoor.deduplication).toEqual({ from: 'jsonPath', path: '$.id' });
  });

  test('names what is the same for all secrets once', () => {
    expect(byFunction.functionDoor.WEBHOOK_BUFFER_DOOR_CONFIGURATION.match(/arn:aws/g)).toBeNull();
    expect(direct.forwarder.WEBHOOK_BUFFER_CONFIGURATION.split(' ').filter(word => word === 'aws')).toHaveLength(1);
  });
});

test('a secret that several routes share is named once', () => {
  const { functionDoor } = variables(stack => {
    const secret = new Secret(stack, 'Shared');
    const buffer = addBuffer(stack);
    for (let index = 0; index < 30; index++) {
      buffer.addRoute(`/stripe-${index}`, { source: WebhookSource.stripe({ secret: WebhookSecret.fromSecretsManager(secret, `key${index}`) }), functionDoor: true });
    }
  });
  expect(functionDoor.WEBHOOK_BUFFER_DOOR_CONFIGURATION.match(/Shared/g)).toHaveLength(1);
  expect(readDoor(functionDoor).routes['/stripe-29'].source.secrets).toMatchObject([{ id: expect.stringContaining('Shared') as string, field: 'key29' }]);
});

/** What makes a configuration long. */
const MANY_HEADERS = Array.from({ length: 50 }, (_, index) => `X-${'Long-'.repeat(12)}${index}`);
const OTHER_ACCOUNT = 'arn:aws:secretsmanager:eu-west-1:999999999999:secret:hooks/github-AbCdEf';

test.each<[string, (stack: Stack) => ISecret, RegExp]>([
  ['of the stack', stack => new Secret(stack, 'Own'), /^arn:aws:secretsmanager:[\w-]+:\d{12}:secret:Shop-Own[\w-]*-000000$/],
  ['of another stack of the app', stack => new Secret(new Stack(stack.node.root, 'Secrets'), 'Other'), /^arn:aws:secretsmanager:[\w-]+:\d{12}:secret:Secrets-Other[\w-]*-000000$/],
  ['that is known by its name', stack => Secret.fromSecretNameV2(stack, 'Named', 'hooks/github'), /^arn:aws:secretsmanager:[\w-]+:\d{12}:secret:hooks\/github$/],
  ['of another account', stack => Secret.fromSecretCompleteArn(stack, 'Given', OTHER_ACCOUNT), new RegExp(`^${OTHER_ACCOUNT}$`)],
  ['whose ARN is a parameter of the stack', stack => Secret.fromSecretCompleteArn(stack, 'Chosen', new CfnParameter(stack, 'Arn', { default: OTHER_ACCOUNT }).valueAsString), new RegExp(`^${OTHER_ACCOUNT}$`)],
])('a secret %s is read by its ARN, packed or not', (_, secretIn, arn) => {
  for (const forwardHeaders of [[], MANY_HEADERS]) {
    const { forwarder } = variables(stack => {
      const source = WebhookSource.stripe({ secret: WebhookSecret.fromSecretsManager(secretIn(stack)) });
      addBuffer(stack, { source, target: WebhookTarget.http('https://orders.internal.example.com', { forwardHeaders }) });
    });
    expect(forwarder.WEBHOOK_BUFFER_CONFIGURATION.startsWith('{')).toBe(forwardHeaders.length === 0);
    expect(readForwarder(forwarder).routes['/'].source?.secrets).toEqual([{ from: 'secretsManager', id: expect.stringMatching(arn) as string }]);
  }
});

test('a value that only CloudFormation knows, and that is no name, arrives too', () => {
  const { forwarder } = variables(stack => {
    const host = new CfnParameter(stack, 'Host', { default: 'orders.internal' }).valueAsString;
    addBuffer(stack, { target: WebhookTarget.http(`https://${host}/hooks`, { forwardHeaders: MANY_HEADERS }) });
  });
  expect(forwarder.WEBHOOK_BUFFER_CONFIGURATION).not.toMatch(/^\{/);
  expect(readForwarder(forwarder).target).toMatchObject({ url: 'https://orders.internal/hooks' });
});
