import { FORWARDER_ENVIRONMENT, type ForwarderConfiguration } from '../../src/contract/forwarder-configuration';
import { redactText } from '../logging/redact';

export interface ForwarderEnvironment {
  readonly configuration: ForwarderConfiguration;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly attemptTable: string;
  readonly bodyBucket?: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

interface Rule {
  readonly allowed: string;
  readonly allows: (value: unknown) => boolean;
}

const NAME: Rule = { allowed: 'a string that is not empty', allows: value => typeof value === 'string' && value !== '' };
const BOOLEAN: Rule = { allowed: 'true or false', allows: value => typeof value === 'boolean' };
const COUNT: Rule = { allowed: 'a whole number above zero', allows: value => Number.isInteger(value) && Number(value) > 0 };
const DURATION: Rule = { allowed: 'a number above zero', allows: value => typeof value === 'number' && value > 0 };
const DURATIONS: Rule = { allowed: 'a list of numbers above zero', allows: value => Array.isArray(value) && value.length > 0 && value.every(DURATION.allows) };
const STATUSES: Rule = { allowed: 'a list of HTTP statuses', allows: value => Array.isArray(value) && value.every(Number.isInteger) };
const NAMES: Rule = { allowed: 'a list of strings', allows: value => Array.isArray(value) && value.every(NAME.allows) };
const OBJECT: Rule = { allowed: 'an object', allows: value => typeof value === 'object' && value !== null };
const HTTP: Rule = { allowed: '"http"', allows: value => value === 'http' };
const URL_RULE: Rule = { allowed: 'an absolute http: or https: URL without credentials, query or fragment', allows: isTargetUrl };
const optional = ({ allowed, allows }: Rule): Rule => ({ allowed: `${allowed}, or absent`, allows: value => value === undefined || allows(value) });

const RETRY_RULES: Readonly<Record<string, Rule>> = {
  'retry.initialDelaySeconds': DURATION,
  'retry.maxDelaySeconds': DURATION,
  'retry.delaysSeconds': optional(DURATIONS),
  'retry.maxAgeSeconds': DURATION,
  'retry.maxAttempts': optional(COUNT),
};

const RULES: Readonly<Record<string, Rule>> = {
  'buffer': NAME,
  'fifo': BOOLEAN,
  'groupsInParallel': COUNT,
  'pace': optional(OBJECT),
  'pace.gapMillis': optional(DURATION),
  'target.kind': HTTP,
  'target.url': URL_RULE,
  'target.allowHttp': BOOLEAN,
  'target.connectTimeoutMillis': DURATION,
  'target.firstByteTimeoutMillis': DURATION,
  'target.totalTimeoutMillis': DURATION,
  'target.forwardHeaders': NAMES,
  'target.retryStatuses': optional(STATUSES),
  'target.permanentStatuses': optional(STATUSES),
  ...RETRY_RULES,
  'attemptLog.retentionSeconds': DURATION,
  'routes': OBJECT,
};

/** @throws where a variable is missing, or the configuration is not what the construct writes */
export function readEnvironment(variables: Variables): ForwarderEnvironment {
  return {
    configuration: parseConfiguration(variable(variables, FORWARDER_ENVIRONMENT.CONFIGURATION)),
    queueUrl: variable(variables, FORWARDER_ENVIRONMENT.QUEUE_URL),
    deadLetterQueueUrl: variable(variables, FORWARDER_ENVIRONMENT.DEAD_LETTER_QUEUE_URL),
    attemptTable: variable(variables, FORWARDER_ENVIRONMENT.ATTEMPT_TABLE),
    bodyBucket: variables[FORWARDER_ENVIRONMENT.BODY_BUCKET],
  };
}

function variable(variables: Variables, name: string): string {
  const value = variables[name];
  if (!value) throw new Error(`environment variable ${name} is not set`);
  return value;
}

function parseConfiguration(json: string): ForwarderConfiguration {
  let configuration: unknown;
  try {
    configuration = JSON.parse(json);
  } catch {
    throw new Error(`environment variable ${FORWARDER_ENVIRONMENT.CONFIGURATION} is no JSON`);
  }
  check(configuration, RULES, '');
  const { routes, target } = configuration as ForwarderConfiguration;
  if (!target.allowHttp && new URL(target.url).protocol === 'http:') {
    throw new Error(`${FORWARDER_ENVIRONMENT.CONFIGURATION}: target.url is an http: URL; allowed is https:, and http: only with allowHttp`);
  }
  for (const [route, settings] of Object.entries(routes)) {
    if (settings.retry !== undefined) check(settings, RETRY_RULES, `routes["${route}"].`);
  }
  return configuration as ForwarderConfiguration;
}

function check(value: unknown, rules: Readonly<Record<string, Rule>>, prefix: string): void {
  for (const [path, rule] of Object.entries(rules)) {
    const given = path.split('.').reduce<unknown>((parent, name) => (parent as Record<string, unknown> | null | undefined)?.[name], value);
    if (!rule.allows(given)) {
      const shown = redactText(JSON.stringify(given) ?? 'absent');
      throw new Error(`${FORWARDER_ENVIRONMENT.CONFIGURATION}: ${prefix}${path} is ${shown}; allowed is ${rule.allowed}`);
    }
  }
}

function isTargetUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, username, password, search, hash } = new URL(value);
  return (protocol === 'https:' || protocol === 'http:') && [username, password, search, hash].every(part => part === '');
}
