import type { SignedRequest } from './signed-request';
import { valuesAt, valuesIn } from './values';
import { invalid, type Verification } from './verification';
import type { SignedTimestamp } from '../../src/contract/signature-scheme';

/** The timestamp as it was sent; or why the request is not to be trusted, measured by the time at which the door received it. */
export function readTimestamp(timestamp: SignedTimestamp, request: SignedRequest): { readonly sent: string } | Verification {
  const { at, unit, toleranceSeconds } = timestamp;
  const [sent, ...others] = 'json' in at ? valuesAt({ from: 'json', path: at.json }, request) : valuesIn(at, request);
  if (sent === undefined || others.length > 0) return invalid('timestamp_missing');
  const time = MILLIS[unit](sent);
  if (Number.isNaN(time)) return invalid('timestamp_malformed');
  return Math.abs(request.receivedAt - time) <= toleranceSeconds * 1_000 ? { sent } : invalid('timestamp_out_of_tolerance');
}

const MILLIS: { readonly [unit in SignedTimestamp['unit']]: (sent: string) => number } = {
  seconds: sent => wholeNumber(sent) * 1_000,
  milliseconds: wholeNumber,
  iso8601: sent => {
    const time = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(sent);
    // Finer than milliseconds is more than a date can hold.
    return time === null ? NaN : Date.parse(`${time[1]}${(time[2] ?? '').slice(0, 4)}${time[3]}`);
  },
};

function wholeNumber(sent: string): number {
  return /^\d{1,15}$/.test(sent) ? Number(sent) : NaN;
}
