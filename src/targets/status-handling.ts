import { Token } from 'aws-cdk-lib';
import type { StatusHandling } from '../contract/forwarder-configuration';
import { invalidArgument, unknownAtSynthesis } from '../private/invalid-property';

/** Statuses that are handled otherwise than by default, as they are given. */
export function statusHandling(call: string, { retryStatuses, permanentStatuses }: StatusHandling): StatusHandling {
  requireStatuses(`${call}: retryStatuses`, retryStatuses);
  requireStatuses(`${call}: permanentStatuses`, permanentStatuses);
  const both = retryStatuses?.find(status => permanentStatuses?.includes(status));
  if (both !== undefined) throw invalidArgument(`${call}: permanentStatuses`, both, 'a status that is not in retryStatuses as well');
  return { retryStatuses, permanentStatuses };
}

function requireStatuses(call: string, statuses: readonly number[] = []): void {
  for (const status of statuses) {
    if (Token.isUnresolved(status)) throw unknownAtSynthesis(call, 'a status');
    if (!Number.isInteger(status) || status < 300 || status > 599) throw invalidArgument(call, status, 'a status from 300 to 599; 2xx is always a delivery');
  }
}
