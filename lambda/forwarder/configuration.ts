import { isSendable } from './target/sendable';
import { FORWARDER_ENVIRONMENT, type ForwarderConfiguration, type HttpTargetConfiguration } from '../../src/contract/forwarder-configuration';
import { unpack } from '../../src/contract/packed-configuration';
import { redactText } from '../logging/redact';

export interface ForwarderEnvironment {
  readonly configuration: ForwarderConfiguration;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly attemptTable: string;
  readonly quarantineQueueUrl?: string;
  readonly parkingQueueUrl?: string;
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
const SOME: Rule = { allowed: 'a list that is not empty', allows: value => Array.isArray(value) && value.length > 0 };
const OBJECT: Rule = { allowed: 'an object', allows: value => typeof value === 'object' && value !== null };
const HEADERS: Rule = { allowed: 'a list of header names and values', allows: value => Array.isArray(value) && value.every(isHeader) };
const URL_RULE: Rule = { allowed: 'an absolute http: or https: URL without credentials, query or fragment', allows: isTargetUrl };
const TOKEN_URL: Rule = { allowed: 'an absolute http: or https: URL without credentials or fragment', allows: isTokenUrl };
const DESTINATION: Rule = { allowed: 'the ARN of a queue, topic, event bus or function', allows: value => /^arn:[^:]*:(?:events|lambda|sns|sqs):/.test(String(value)) };
const optional = ({ allowed, allows }: Rule): Rule => ({ allowed: `${allowed}, or absent`, allows: value => value === undefined || allows(value) });

const EXHAUSTED_ACTION: Rule = optional({
  allowed: 'park, deadLetter, block or discard',
  allows: value => ['park', 'deadLetter', 'block', 'discard'].includes(value as string),
});

const RETRY_RULES: Readonly<Record<string, Rule>> = {
  'retry.initialDelaySeconds': DURATION,
  'retry.maxDelaySeconds': DURATION,
  'retry.delaysSeconds': optional(DURATIONS),
  'retry.maxAgeSeconds': DURATION,
  'retry.maxAttempts': optional(COUNT),
};

const SOURCE_RULES: Readonly<Record<string, Rule>> = {
  'source.name': NAME,
  'source.signature.kind': NAME,
  'source.secrets': SOME,
};

const CIRCUIT_BREAKER_RULES: Readonly<Record<string, Rule>> = {
  'circuitBreaker.failuresInARow': COUNT,
  'circuitBreaker.firstOpenSeconds': DURATION,
  'circuitBreaker.longestOpenSeconds': DURATION,
};

type TargetKind = ForwarderConfiguration['target']['kind'];

/** What each kind of target has beside what all have. */
const TARGET_RULES: Readonly<Record<TargetKind, Readonly<Record<string, Rule>>>> = {
  http: {
    'target.url': URL_RULE,
    'target.allowHttp': BOOLEAN,
    'target.connectTimeoutMillis': DURATION,
    'target.firstByteTimeoutMillis': DURATION,
    'target.publicAddressesOnly': optional(BOOLEAN),
    'target.headers': optional(HEADERS),
    'target.retryStatuses': optional(STATUSES),
    'target.permanentStatuses': optional(STATUSES),
    'target.authentication.tokenUrl': optional(TOKEN_URL),
  },
  lambda: { 'target.functionArn': NAME },
  eventBridge: { 'target.eventBusArn': NAME },
  stepFunctions: { 'target.stateMachineArn': NAME },
  sqs: { 'target.queueUrl': NAME },
  sns: { 'target.topicArn': NAME },
};

const KINDS = Object.keys(TARGET_RULES);
const KIND: Rule = { allowed: `one of ${KINDS.join(', ')}`, allows: value => KINDS.includes(value as string) };

const RULES: Readonly<Record<string, Rule>> = {
  'buffer': NAME,
  'fifo': BOOLEAN,
  'groupsInParallel': COUNT,
  'pace': optional(OBJECT),
  'pace.gapMillis': optional(DURATION),
  'target.kind': KIND,
  'target.totalTimeoutMillis': DURATION,
  'target.forwardHeaders': NAMES,
  'destinations.onSuccess': optional(DESTINATION),
  'destinations.onFailure': optional(DESTINATION),
  ...RETRY_RULES,
  'attemptLog.retentionSeconds': DURATION,
  'onExhausted': EXHAUSTED_ACTION,
  'routes': OBJECT,
};

/** @throws where a variable is missing, or the configuration is not what the construct writes */
export function readEnvironment(variables: Variables): ForwarderEnvironment {
  const configuration = parseConfiguration(variable(variables, FORWARDER_ENVIRONMENT.CONFIGURATION));
  return {
    configuration,
    queueUrl: variable(variables, FORWARDER_ENVIRONMENT.QUEUE_URL),
    deadLetterQueueUrl: variable(variables, FORWARDER_ENVIRONMENT.DEAD_LETTER_QUEUE_URL),
    attemptTable: variable(variables, FORWARDER_ENVIRONMENT.ATTEMPT_TABLE),
    quarantineQueueUrl: checksSignatures(configuration) ? variable(variables, FORWARDER_ENVIRONMENT.QUARANTINE_QUEUE_URL) : undefined,
    parkingQueueUrl: parks(configuration) ? variable(variables, FORWARDER_ENVIRONMENT.PARKING_QUEUE_URL) : undefined,
    bodyBucket: variables[FORWARDER_ENVIRONMENT.BODY_BUCKET],
  };
}

function checksSignatures({ routes }: ForwarderConfiguration): boolean {
  return Object.values(routes).some(({ source }) => source !== undefined);
}

function parks({ onExhausted, routes }: ForwarderConfiguration): boolean {
  return [{ onExhausted }, ...Object.values(routes)].some(settings => settings.onExhausted === 'park');
}

function variable(variables: Variables, name: string): string {
  const value = variables[name];
  if (!value) throw new Error(`environment variable ${name} is not set`);
  return value;
}

function parseConfiguration(text: string): ForwarderConfiguration {
  let configuration: unknown;
  try {
    configuration = unpack(text);
  } catch {
    throw new Error(`environment variable ${FORWARDER_ENVIRONMENT.CONFIGURATION} is no JSON`);
  }
  check(configuration, RULES, '');
  const { circuitBreaker, routes, target } = configuration as ForwarderConfiguration;
  check(configuration, TARGET_RULES[target.kind], '');
  if (target.kind === 'http') requireSecureUrls(target);
  if (circuitBreaker !== undefined) check(configuration, CIRCUIT_BREAKER_RULES, '');
  for (const [route, settings] of Object.entries(routes)) {
    check(settings, { onExhausted: EXHAUSTED_ACTION }, `routes["${route}"].`);
    if (settings.retry !== undefined) check(settings, RETRY_RULES, `routes["${route}"].`);
    check(settings, { idempotencyWindowSeconds: optional(DURATION) }, `routes["${route}"].`);
    if (settings.source !== undefined) check(settings, SOURCE_RULES, `routes["${route}"].`);
  }
  return configuration as ForwarderConfiguration;
}

function requireSecureUrls({ allowHttp, url, authentication }: HttpTargetConfiguration): void {
  const urls = { 'target.url': url, ...authentication?.kind === 'oauth2' && { 'target.authentication.tokenUrl': authentication.tokenUrl } };
  for (const [path, given] of Object.entries(urls)) {
    if (allowHttp || new URL(given).protocol !== 'http:') continue;
    throw new Error(`${FORWARDER_ENVIRONMENT.CONFIGURATION}: ${path} is an http: URL; allowed is https:, and http: only with allowHttp`);
  }
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

function isHeader(given: unknown): boolean {
  if (!Array.isArray(given) || given.length !== 2) return false;
  const [name, value] = given as readonly unknown[];
  return typeof name === 'string' && typeof value === 'string' && isSendable(name, value);
}

function isTargetUrl(value: unknown): boolean {
  return isTokenUrl(value) && new URL(value).search === '';
}

function isTokenUrl(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, username, password, hash } = new URL(value);
  return (protocol === 'https:' || protocol === 'http:') && [username, password, hash].every(part => part === '');
}
