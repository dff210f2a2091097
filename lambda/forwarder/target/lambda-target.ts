import { InvokeCommand, LambdaClient, type InvokeCommandOutput, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { LambdaTargetConfiguration } from '../../../src/contract/aws-targets';
import { MAX_ASYNCHRONOUS_LAMBDA_PAYLOAD_BYTES, MAX_LAMBDA_PAYLOAD_BYTES } from '../../../src/contract/limits';
import type { Target, TargetReport, TargetResult } from '../ports';
import { classify } from './classify';
import { proxyEvent } from './proxy-event';
import { accepted, ServiceTarget } from './service-target';
import { webhookMessage } from './webhook-message';

/** Of what the function returned, this much is kept. */
const MOST_BYTES_KEPT = 4_096;

/** What a handler for a proxy integration returns. */
interface ProxyAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function openLambdaTarget(configuration: LambdaTargetConfiguration, options: LambdaClientConfig, now: () => number): Target {
  const client = new LambdaClient(options);
  const { functionArn, asynchronous, event, totalTimeoutMillis } = configuration;
  const forwardHeaders = new Set(configuration.forwardHeaders);
  const mostBytes = asynchronous ? MAX_ASYNCHRONOUS_LAMBDA_PAYLOAD_BYTES : MAX_LAMBDA_PAYLOAD_BYTES;
  return new ServiceTarget({ totalTimeoutMillis, mostBytes }, (webhook, identity) => {
    const payload = Buffer.from(event === 'proxy' ? JSON.stringify(proxyEvent(webhook, identity, forwardHeaders)) : webhookMessage(webhook, identity, { forwardHeaders }));
    return {
      bytes: payload.length,
      async send(abortSignal) {
        const InvocationType = asynchronous ? 'Event' : 'RequestResponse';
        const output = await client.send(new InvokeCommand({ FunctionName: functionArn, InvocationType, Payload: payload }), { abortSignal });
        return asynchronous ? accepted(output) : ran(output, event === 'proxy', now());
      },
    };
  });
}

/** Lambda answers 200 for a function that failed, too. */
function ran(output: InvokeCommandOutput, proxy: boolean, now: number): TargetResult {
  const returned = Buffer.from(output.Payload ?? []).toString();
  if (output.FunctionError !== undefined) {
    return { outcome: { kind: 'retry', slow: false }, report: { ...kept(returned), errorCode: 'FUNCTION_ERROR' } };
  }
  const answer = proxy ? proxyAnswer(returned) : undefined;
  if (answer === undefined) return { outcome: { kind: 'delivered' }, report: { ...kept(returned), httpStatus: output.StatusCode } };
  const { statusCode: status, headers, body } = answer;
  return {
    outcome: classify({ kind: 'answer', status, headers, body: Buffer.alloc(0), bodyIncomplete: false }, now),
    report: { ...kept(body), httpStatus: status, responseHeaders: headers },
  };
}

function kept(text: string): TargetReport {
  const bytes = Buffer.from(text);
  return { responseBody: text === '' ? undefined : bytes.subarray(0, MOST_BYTES_KEPT).toString(), bodyIncomplete: bytes.length > MOST_BYTES_KEPT || undefined };
}

/** Undefined for what is none: a function that returned has done its work, whatever it returned. */
function proxyAnswer(returned: string): ProxyAnswer | undefined {
  const { statusCode, headers, body }: { readonly [name in keyof ProxyAnswer]?: unknown } = parsed(returned) ?? {};
  const status = Number(statusCode ?? NaN);
  if (!Number.isInteger(status)) return undefined;
  const named = typeof headers === 'object' && headers !== null ? Object.entries(headers) : [];
  return { statusCode: status, headers: Object.fromEntries(named.map(([name, value]) => [name.toLowerCase(), String(value)])), body: typeof body === 'string' ? body : '' };
}

function parsed(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
