import type { Outcome } from '../ports';
import type { Answer, Exchange } from './exchange';
import { retryAfterMillis } from './retry-after';
import type { StatusHandling } from '../../../src/contract/forwarder-configuration';

/** The same bytes would be refused again. */
const PERMANENT: ReadonlySet<number> = new Set([400, 405, 406, 410, 411, 413, 414, 415, 422, 431, 501, 505]);

/** Usually a deployment or a credential gone wrong, which a person has to mend: a webhook must not be lost over it. */
const SLOW: ReadonlySet<number> = new Set([401, 403, 404, 407]);

/** There is no such target any more. */
const GONE = 410;

/** By this header and value a target gives up a webhook, whatever the status of its refusal; Svix has it. */
const ABORT = ['webhook-delivery', 'abort-message'] as const;

/** What Node's client refuses to send. */
const UNSENDABLE: ReadonlySet<string> = new Set(['ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN', 'ERR_UNESCAPED_CHARACTERS']);

/** Codes of OpenSSL and Node for a certificate that cannot be trusted, on either side, and for an address to which no connection is made. */
const WRONG_HOST = /CERT|CRL|_CA$|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ISSUER_PUBLIC_KEY|UNABLE_TO_VERIFY_LEAF_SIGNATURE|HOSTNAME_MISMATCH|^ERR_IP_BLOCKED$/;

export function classify(exchange: Exchange, now: number, handling: StatusHandling = {}): Outcome {
  if (exchange.kind === 'failure') return classifyFailure(exchange.code);
  const { status, headers } = exchange;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (isPermanent(exchange, handling)) return { kind: 'permanent', gone: status === GONE || undefined };
  const slow = SLOW.has(status) && !handling.retryStatuses?.includes(status);
  return { kind: 'retry', slow, retryAfterMillis: retryAfterMillis(headers['retry-after'], now) };
}

function isPermanent({ status, headers }: Answer, { retryStatuses, permanentStatuses }: StatusHandling): boolean {
  const [name, value] = ABORT;
  if (permanentStatuses?.includes(status) || String(headers[name]).trim().toLowerCase() === value) return true;
  return !retryStatuses?.includes(status) && ((status >= 300 && status < 400) || PERMANENT.has(status));
}

function classifyFailure(code: string): Outcome {
  if (UNSENDABLE.has(code)) return { kind: 'permanent' };
  return { kind: 'retry', slow: WRONG_HOST.test(code) };
}
