import { ROUTE } from './support/door';
import { readEnvironment } from '../../../lambda/door/configuration';
import { FUNCTION_DOOR_ENVIRONMENT, type FunctionDoorConfiguration } from '../../../src/contract/function-door-configuration';

const CONFIGURATION: FunctionDoorConfiguration = { buffer: 'Orders', fifo: true, routes: { '/github': ROUTE } };
const variables = (configuration: unknown, others: Record<string, string> = {}) => ({
  [FUNCTION_DOOR_ENVIRONMENT.QUEUE_URL]: 'https://sqs.example/1/q',
  [FUNCTION_DOOR_ENVIRONMENT.CONFIGURATION]: typeof configuration === 'string' ? configuration : JSON.stringify(configuration),
  ...others,
});

it('is what the construct wrote', () => {
  expect(readEnvironment(variables(CONFIGURATION))).toEqual({ configuration: CONFIGURATION, queueUrl: 'https://sqs.example/1/q', bodyBucket: undefined });
  expect(readEnvironment(variables(CONFIGURATION, { [FUNCTION_DOOR_ENVIRONMENT.BODY_BUCKET]: 'bodies' })).bodyBucket).toBe('bodies');
});

it.each<[string, unknown, string]>([
  ['no JSON', '{', 'environment variable WEBHOOK_BUFFER_DOOR_CONFIGURATION is no JSON'],
  ['absent', '', 'is no JSON'],
  ['null', 'null', 'buffer must be a string that is not empty'],
  ['without a name', { ...CONFIGURATION, buffer: '' }, 'buffer must be a string that is not empty'],
  ['without a kind of queue', { ...CONFIGURATION, fifo: 'yes' }, 'fifo must be true or false'],
  ['without routes', { ...CONFIGURATION, routes: null }, 'routes must be an object with a source and methods for each route'],
  ['with a route that has no source', { ...CONFIGURATION, routes: { '/': { methods: [] } } }, 'routes must be'],
  ['with a route that has no methods', { ...CONFIGURATION, routes: { '/': { source: ROUTE.source } } }, 'routes must be'],
])('is refused at load: %s', (_, configuration, message) => {
  expect(() => readEnvironment(variables(configuration))).toThrow(message);
});

it('is refused without a queue', () => {
  expect(() => readEnvironment({ ...variables(CONFIGURATION), [FUNCTION_DOOR_ENVIRONMENT.QUEUE_URL]: undefined })).toThrow('environment variable WEBHOOK_BUFFER_QUEUE_URL is not set');
});
