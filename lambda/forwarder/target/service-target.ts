import type { Webhook } from '../envelope';
import type { AttemptIdentity, Target, TargetResult } from '../ports';
import { awsFailure } from './aws-failure';

/** What one webhook is to a service of AWS. */
export interface ServiceCall {
  /** As the service counts them against its limit. */
  readonly bytes: number;
  /** Rejects as the SDK does. */
  send(signal: AbortSignal): Promise<TargetResult>;
}

export interface ServiceOptions {
  readonly totalTimeoutMillis: number;
  /** Most bytes that the service takes. */
  readonly mostBytes: number;
}

/** Forwards webhooks to a service of AWS, by one call an attempt. */
export class ServiceTarget implements Target {
  public readonly totalTimeoutMillis: number;

  constructor(private readonly options: ServiceOptions, private readonly prepare: (webhook: Webhook, identity: AttemptIdentity) => ServiceCall) {
    this.totalTimeoutMillis = options.totalTimeoutMillis;
  }

  public async attempt(webhook: Webhook, identity: AttemptIdentity): Promise<TargetResult> {
    const call = this.prepare(webhook, identity);
    if (call.bytes > this.options.mostBytes) return tooLarge(call.bytes, this.options.mostBytes);
    const signal = AbortSignal.timeout(this.totalTimeoutMillis);
    try {
      return await call.send(signal);
    } catch (error) {
      return awsFailure(error, signal.aborted);
    }
  }
}

/** The service would refuse it each time. */
function tooLarge(bytes: number, mostBytes: number): TargetResult {
  return {
    outcome: { kind: 'permanent' },
    report: { errorCode: 'TARGET_PAYLOAD_TOO_LARGE', errorMessage: `${bytes} bytes, of ${mostBytes} that the target takes` },
  };
}

interface Output {
  readonly $metadata: { readonly httpStatusCode?: number };
}

/** @param shown ids by which the owner finds it again at the service */
export function accepted({ $metadata }: Output, shown: Readonly<Record<string, string | undefined>> = {}): TargetResult {
  const ids = JSON.stringify(shown);
  return { outcome: { kind: 'delivered' }, report: { httpStatus: $metadata.httpStatusCode, responseBody: ids === '{}' ? undefined : ids } };
}
