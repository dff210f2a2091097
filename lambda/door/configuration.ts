import { FUNCTION_DOOR_ENVIRONMENT, type FunctionDoorConfiguration } from '../../src/contract/function-door-configuration';
import { unpack } from '../../src/contract/packed-configuration';

export interface DoorEnvironment {
  readonly configuration: FunctionDoorConfiguration;
  readonly queueUrl: string;
  readonly bodyBucket?: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws where a variable is missing, or the configuration is not what the construct writes */
export function readEnvironment(variables: Variables): DoorEnvironment {
  const { CONFIGURATION, QUEUE_URL, BODY_BUCKET } = FUNCTION_DOOR_ENVIRONMENT;
  const queueUrl = variables[QUEUE_URL];
  if (!queueUrl) throw new Error(`environment variable ${QUEUE_URL} is not set`);
  return { configuration: parseConfiguration(variables[CONFIGURATION] ?? ''), queueUrl, bodyBucket: variables[BODY_BUCKET] };
}

function parseConfiguration(text: string): FunctionDoorConfiguration {
  const configuration = parse(text) as Partial<FunctionDoorConfiguration> | null;
  requireThat('buffer', 'a string that is not empty', typeof configuration?.buffer === 'string' && configuration.buffer !== '');
  requireThat('fifo', 'true or false', typeof configuration?.fifo === 'boolean');
  requireThat('routes', 'an object with a source and methods for each route', hasRoutes(configuration?.routes));
  return configuration as FunctionDoorConfiguration;
}

function parse(text: string): unknown {
  try {
    return unpack(text);
  } catch {
    throw new Error(`environment variable ${FUNCTION_DOOR_ENVIRONMENT.CONFIGURATION} is no JSON`);
  }
}

function hasRoutes(routes: FunctionDoorConfiguration['routes'] | null | undefined): boolean {
  return typeof routes === 'object' && routes !== null && Object.values(routes).every(route => Array.isArray(route.methods) && Array.isArray(route.source?.challenges));
}

function requireThat(path: string, allowed: string, isAllowed: boolean): void {
  if (!isAllowed) throw new Error(`${FUNCTION_DOOR_ENVIRONMENT.CONFIGURATION}: ${path} must be ${allowed}`);
}
