import type { Outcome } from '../ports';
import type { Exchange } from './exchange';
import { retryAfterMillis } from './retry-after';

/** The same bytes would be refused again. */
const PERMANENT: ReadonlySet<number> = new Set([400, 405, 406, 410, 411, 413, 414, 415, 422, 431, 501, 505]);

/** Usually a deployment or a credential gone wrong, which a person has to mend: a webhook must not be lost over it. */
const SLOW: ReadonlySet<number> = new Set([401, 403, 404, 407]);

/** What Node's client refuses to send. */
const UNSENDABLE: ReadonlySet<string> = new Set(['ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN', 'ERR_UNESCAPED_CHARACTERS']);

/** Codes of OpenSSL and Node for a certificate that cannot be trusted, on either side, and for an address to which no connection is made. */
const WRONG_HOST = /CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|HOSTNAME_MISMATCH|UNKNOWN_CA|^ERR_IP_BLOCKED$/;

export function classify(exchange: Exchange, now: number): Outcome {
  if (exchange.kind === 'failure') return classifyFailure(exchange.code);
  const { status, headers } = exchange;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if ((status >= 300 && status < 400) || PERMANENT.has(status)) return { kind: 'permanent' };
  return { kind: 'retry', slow: SLOW.has(status), retryAfterMillis: retryAfterMillis(headers['retry-after'], now) };
}

function classifyFailure(code: string): Outcome {
  if (UNSENDABLE.has(code)) return { kind: 'permanent' };
  return { kind: 'retry', slow: WRONG_HOST.test(code) };
}
