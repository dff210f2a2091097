import type { Webhook } from './envelope';
import type { History, Ports } from './ports';
import type { AttemptStatus } from '../../src/contract/attempt-table';
import type { SignedSource } from '../../src/contract/source';
import { requestUrl, type SignedRequest } from '../signatures/signed-request';
import type { Verification } from '../signatures/verification';

/** API Gateway hands over the one for the other. */
const ALIKE = [Buffer.from('{}'), Buffer.alloc(0)];

/** Statuses of a webhook that was on its way to the target. */
const ATTEMPTED: ReadonlySet<AttemptStatus> = new Set(['STARTED', 'RETRY', 'UNKNOWN']);

/** Whether there was an attempt. A webhook was checked before it; since then its secret may have been rotated away. */
export function wasAttempted({ head, latest }: History = {}): boolean {
  return (head?.attempts ?? 0) > 0 || (latest !== undefined && ATTEMPTED.has(latest.status));
}

/** Checks a webhook as its sender signed it, by the time at which the door received it. */
export async function verifySignature(webhook: Webhook, source: SignedSource, { verifier }: Pick<Ports, 'verifier'>): Promise<Verification> {
  const request: SignedRequest = { ...webhook, url: requestUrl(webhook.host, webhook.doorPath, webhook.query) };
  const verification = await verifier.verify(source, request, true);
  if (verification.result !== 'invalid' || !isMaybeEmpty(webhook)) return verification;
  const [other] = ALIKE.filter(body => !body.equals(webhook.body));
  const second = await verifier.verify(source, { ...request, body: other }, true);
  return second.result === 'valid' ? second : verification;
}

function isMaybeEmpty({ body, flags }: Webhook): boolean {
  return flags.includes('maybeEmpty') && ALIKE.some(alike => alike.equals(body));
}
