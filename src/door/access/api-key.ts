import { ApiKey, type IApiKey, type Period, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import type { AccessRule } from './access-rule';
import { invalidArgument, invalidProperty } from '../../private/invalid-property';

/** Options of `DoorAccess.apiKey`. */
export interface ApiKeyAccessOptions {
  /**
   * Keys that are accepted, such as one for each sender.
   *
   * @default - one key is made, whose value API Gateway generates
   */
  readonly apiKeys?: IApiKey[];

  /**
   * Webhooks a second on average for each key; above it senders are answered 429. API Gateway applies it on a best-effort basis.
   *
   * @default - no limit for a key
   */
  readonly rateLimit?: number;

  /**
   * Webhooks at once for each key. Goes with `rateLimit`.
   *
   * @default - as `rateLimit`
   */
  readonly burstLimit?: number;

  /**
   * Webhooks in a `quotaPeriod` for each key; above it senders are answered 429. API Gateway applies it on a best-effort basis.
   *
   * @default - no limit
   */
  readonly quota?: number;

  /**
   * What `quota` is counted in. Goes with it.
   *
   * @default - none; with `quota` it has to be given
   */
  readonly quotaPeriod?: Period;
}

const CALL = 'DoorAccess.apiKey';

export function apiKey(options: ApiKeyAccessOptions): AccessRule {
  const { apiKeys, rateLimit, burstLimit, quota, quotaPeriod } = options;
  if (apiKeys?.length === 0) throw invalidArgument(`${CALL}: apiKeys`, 'an empty list', 'at least one key');
  if (burstLimit !== undefined && rateLimit === undefined) throw invalidArgument(`${CALL}: burstLimit`, burstLimit, 'only with rateLimit');
  if ((quota === undefined) !== (quotaPeriod === undefined)) throw invalidArgument(`${CALL}: quota`, quota ?? 'none', 'quota and quotaPeriod go together');
  return {
    call: CALL,
    wholeApi: false,
    bind(scope, api) {
      const { restApi, stage } = api;
      if (restApi === undefined || stage === undefined) {
        throw invalidProperty(scope, 'access', CALL, 'a usage plan takes an API of the app with a stage; require the key by the options of the given resource');
      }
      const plan = new UsagePlan(scope, 'UsagePlan', {
        description: `Senders of ${scope.node.path}`,
        apiStages: [{ api: restApi, stage }],
        throttle: rateLimit === undefined ? undefined : { rateLimit, burstLimit: burstLimit ?? Math.max(1, Math.ceil(rateLimit)) },
        quota: quota === undefined ? undefined : { limit: quota, period: quotaPeriod },
      });
      for (const key of apiKeys ?? [new ApiKey(scope, 'ApiKey', { description: `Senders of ${scope.node.path}` })]) plan.addApiKey(key);
      return { ...api, apiKeyRequired: true };
    },
  };
}
