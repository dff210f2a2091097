import type { Observations } from './observations';

/** Everything that was seen of one webhook, a line each. */
export function story(messageId: string, { ledger, attempts, heads }: Observations): string[] {
  const accepted = ledger.accepted.find(webhook => webhook.messageId === messageId);
  const kills = new Map(ledger.kills.map(({ requestId, point }) => [requestId, point]));
  const head = heads.find(item => item.messageId === messageId);
  return [
    `webhook ${messageId} of ${accepted?.group ?? 'no group'}, sequence number ${accepted?.sequenceNumber ?? 'none: it was not accepted'}`,
    ...ledger.attempts.filter(attempt => attempt.messageId === messageId).map(({ sortKey, requestId, fate, startStored, endStored }) => {
      const kill = kills.has(requestId) ? `, killed ${kills.get(requestId)}` : '';
      return `  announced ${sortKey}: backend ${fate.failure ?? 'well'}${kill}; start ${startStored ? 'stored' : 'lost'}, end ${endStored ? 'stored' : 'lost'}`;
    }),
    ...ledger.backend.filter(event => event.messageId === messageId).map(({ kind, attempt, concurrency }) => `  backend: ${kind} of ${attempt}, ${concurrency} at once`),
    ...attempts.filter(attempt => attempt.messageId === messageId).map(({ sk, status, httpStatus, errorCode }) => `  logged ${sk}: ${[status, httpStatus, errorCode].filter(Boolean).join(' ')}`),
    head ? `  head: ${head.state}, ${head.attempts} failed attempts` : '  no head',
  ];
}
