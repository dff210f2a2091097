import type {
  AcceptedEvent, AttemptEvent, InvocationEvent, LocalEvents, LogEvent, ProblemEvent, QuarantinedEvent, RefusedEvent,
} from '../local/events';
import type { LocalBuffer } from '../local/local-buffer';
import type { LocalStack } from '../local/stack';

/** Tells the user what goes on. */
export interface Reporter {
  synthesizing(command: string): void;
  started(stack: LocalStack): void;
  watch(events: LocalEvents, verbose: boolean): void;
  stopping(): void;
  stopped(left: number): void;
}

type Output = { write(text: string): unknown };

/** What holds on AWS and cannot be seen here, whatever the template says. */
const NEVER_EMULATED = ['IAM permissions', 'service quotas', 'cold starts', 'KMS encryption', 'deletion of expired items'];

function notEmulated({ buffers }: LocalStack): string[] {
  return [...NEVER_EMULATED, ...new Set(buffers.flatMap(buffer => buffer.notEmulated))];
}

/** Prints one JSON object a line. */
export function jsonReporter(output: Output): Reporter {
  const print = (event: string, fields: object): void => void output.write(`${JSON.stringify({ event, ...fields })}\n`);
  return {
    synthesizing: command => print('synthesizing', { command }),
    started: stack => print('started', {
      buffers: stack.buffers.map(describe),
      consoleUrl: stack.consoleUrl,
      notEmulated: notEmulated(stack),
      typesNotRun: stack.typesNotRun,
    }),
    watch(events, verbose) {
      events.on('accepted', accepted => print('accepted', withoutContent(accepted)));
      events.on('refused', ({ query: _, ...refused }) => print('refused', refused));
      events.on('attempt', attempt => print('attempt', attempt));
      events.on('quarantined', quarantined => print('quarantined', quarantined));
      events.on('invocation', invocation => print('invocation', invocation));
      events.on('problem', problem => print('problem', problem));
      if (verbose) events.on('log', log => print('log', log));
    },
    stopping: () => print('stopping', {}),
    stopped: left => print('stopped', { left }),
  };
}

function describe(buffer: LocalBuffer): object {
  const { name, urls, functionDoorUrls, apiKeys, targetUrl, templateTargetUrl, standIns } = buffer;
  const { queueUrl, deadLetterQueueUrl, quarantineQueueUrl, tableName, endpoints } = buffer;
  const generatedSecrets = Object.fromEntries(buffer.generatedSecrets.map(secret => [secret.name, secret.value]));
  return {
    name,
    url: urls[0],
    urls,
    functionDoorUrls,
    apiKeys,
    generatedSecrets,
    targetUrl,
    templateTargetUrl,
    standIns,
    queueUrl,
    deadLetterQueueUrl,
    quarantineQueueUrl,
    tableName,
    ...endpoints,
  };
}

function withoutContent({ headers: _, query: __, body, ...accepted }: AcceptedEvent): object {
  return { ...accepted, bodyBytes: body.length };
}

/** Prints for people. */
export function textReporter(output: Output, errors: Output): Reporter {
  const print = (text: string): void => void output.write(`${text}\n`);
  return {
    synthesizing: command => print(`Synthesizing: ${command}`),
    started: stack => print(startText(stack)),
    watch(events, verbose) {
      events.on('accepted', accepted => print(acceptedLine(accepted)));
      events.on('refused', refused => print(refusedLine(refused)));
      events.on('attempt', attempt => print(attemptLine(attempt)));
      events.on('quarantined', quarantined => print(quarantinedLine(quarantined)));
      events.on('invocation', invocation => {
        if (invocation.error !== undefined) print(invocationLine(invocation));
      });
      events.on('problem', problem => void errors.write(`${problemLine(problem)}\n`));
      if (verbose) events.on('log', log => print(logLine(log)));
    },
    stopping: () => print('\nStopping: no more webhooks are taken, and those on the queues are delivered for up to 10 seconds. Press Ctrl-C again to stop at once.'),
    stopped: left => print(left === 0 ? 'Stopped; the queues are empty.' : `Stopped; webhooks left on the queues, and lost now: ${left}`),
  };
}

function startText(stack: LocalStack): string {
  return [
    ...stack.buffers.flatMap(bufferLines),
    `Console: ${stack.consoleUrl}`,
    '',
    `Not emulated: ${notEmulated(stack).join(', ')}`,
    `Not run: ${stack.typesNotRun.join(', ')}`,
    '',
    'Ready. Press Ctrl-C to stop.',
  ].join('\n');
}

function bufferLines(buffer: LocalBuffer): string[] {
  const { name, urls, functionDoorUrls, apiKeys, generatedSecrets, targetUrl, templateTargetUrl, standIns } = buffer;
  const replaced = targetUrl === templateTargetUrl ? '' : ` in place of ${templateTargetUrl}`;
  return [
    name,
    ...urls.map(url => `  door    ${url}${functionDoorUrls.includes(url) ? ' by the function door' : ''}`),
    ...generatedSecrets.map(secret => `  secret  ${secret.name}=${secret.value} generated; --secret gives another`),
    `  target  ${targetUrl}${replaced}`,
    ...standIns.map(standIn => `          ${standIn}`),
    ...apiKeys.map(key => `  key     ${key}`),
    `  try     curl -i ${apiKeys.slice(0, 1).map(key => `-H 'x-api-key: ${key}' `).join('')}-H 'Content-Type: application/json' -d '{"hello":"world"}' ${urls[0].replace(/\{[^}]*\}/g, '1')}`,
    '',
  ];
}

function acceptedLine({ at, buffer, method, path, group, messageId }: AcceptedEvent): string {
  return line(at, 'accepted', buffer, `${method} ${path}`, `group ${group}`, messageId);
}

function refusedLine({ at, buffer, method, path, status, error }: RefusedEvent): string {
  return line(at, 'refused', buffer, `${method} ${path}`, String(status), error);
}

function attemptLine({ startedAt, buffer, status, attempt, group, messageId, httpStatus, errorCode, durationMillis, retryAt }: AttemptEvent): string {
  const retry = retryAt === undefined ? [] : [`next at ${time(Date.parse(retryAt))}`];
  return line(
    Date.parse(startedAt), status.toLowerCase(), buffer, `attempt ${attempt}`, `${httpStatus ?? errorCode} in ${durationMillis} ms`, ...retry, `group ${group}`, messageId,
  );
}

function quarantinedLine({ at, buffer, reason, group, messageId }: QuarantinedEvent): string {
  return line(at, 'quarantined', buffer, reason, `group ${group}`, messageId);
}

function invocationLine({ at, buffer, records, outcome, error = '' }: InvocationEvent): string {
  return line(at, outcome, buffer, `forwarder with ${records} webhooks`, error);
}

function logLine({ at, buffer, line: text }: LogEvent): string {
  return line(at, 'log', buffer, text);
}

function problemLine({ at, buffer, message }: ProblemEvent): string {
  return line(at, 'problem', buffer, message);
}

/** What senders choose is in it, so that a terminal must not take any of it for a command. */
function line(at: number, what: string, buffer: string, ...details: string[]): string {
  return [time(at), what.padEnd(9), buffer, ...details].join('  ').replace(/\p{Cc}/gu, '\u{FFFD}');
}

/** In the user's own time zone. */
function time(at: number): string {
  const date = new Date(at);
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
