import type { Method, Throttle } from '../rest-api';
import type { Properties } from './properties';

/** What an account has in a region of the larger kind, where a stage sets only the other of the two. */
const ACCOUNT_LIMITS: Throttle = { requestsPerSecond: 10_000, burst: 5_000 };

type Place = Pick<Method, 'resourcePath' | 'httpMethod'>;

/** Reads the MethodSettings of a stage; the returned function gives the throttle of a method. */
export function readThrottling(settings: readonly Properties[]): (method: Place) => Throttle | undefined {
  const throttles = new Map(settings.map(setting => {
    setting.requireOnly(
      'CacheDataEncrypted', 'CacheTtlInSeconds', 'CachingEnabled', 'DataTraceEnabled', 'HttpMethod', 'LoggingLevel', 'MetricsEnabled', 'ResourcePath',
      'ThrottlingBurstLimit', 'ThrottlingRateLimit',
    );
    if (setting.flag('CachingEnabled')) throw setting.notEmulated('caching');
    return [place(resourcePath(setting.text('ResourcePath')), setting.text('HttpMethod')), readThrottle(setting)];
  }));
  return method => throttles.get(place(method.resourcePath, method.httpMethod)) ?? throttles.get(place(method.resourcePath, '*')) ?? throttles.get(place('*', '*'));
}

function place(path: string, method: string): string {
  return `${method} ${path}`;
}

/** In templates a slash inside of a path is written ~1. */
function resourcePath(setting: string): string {
  return setting.replace(/^\//, '').replaceAll('~1', '/');
}

function readThrottle(setting: Properties): Throttle | undefined {
  const requestsPerSecond = setting.optionalNumber('ThrottlingRateLimit');
  const burst = setting.optionalNumber('ThrottlingBurstLimit');
  if (requestsPerSecond === undefined && burst === undefined) return undefined;
  return { requestsPerSecond: requestsPerSecond ?? ACCOUNT_LIMITS.requestsPerSecond, burst: burst ?? ACCOUNT_LIMITS.burst };
}
