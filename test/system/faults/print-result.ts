import Table from 'cli-table3';
import { FAULTS, type Fault } from './faults';
import { isKept, type CampaignResult } from './result';

/** The result as a person reads it. */
export function formatResult(result: CampaignResult): string {
  const table = new Table({ colAligns: ['left', 'right'], style: { head: [], border: [] } });
  table.push(
    ['webhooks, in groups', `${result.webhooks} in ${result.groups}`],
    ...(Object.keys(FAULTS) as Fault[]).map((fault): [string, number] => [FAULTS[fault], result.faults[fault]]),
    ['accepted', result.accepted],
    ['delivered', result.delivered],
    ['dead-lettered', result.deadLettered],
    ['quarantined', result.quarantined],
    ['discarded', result.discarded],
    ['in two of these places, as nobody could know of the delivery', result.both],
    ['parked and delivered after a release', result.parked],
    ['releases of all groups', result.releases],
    ['rotations of the secret', result.rotations],
    ['requests at the backend', result.requests],
    ['repeats of delivered webhooks', result.repeats],
    ['invocations', result.invocations],
    ['attempts logged', result.attempts],
    ['of these, with an unknown outcome', result.unknown],
    ['attempts printed in place of being stored', result.printed],
    ['times a sound table was too slow to be waited for', result.slowLog],
    ['most requests at once, of the allowed', `${result.highestConcurrency} of ${result.concurrencyLimit}`],
    ['seconds', result.seconds],
  );
  return [table.toString(), verdict(result), ...isKept(result) ? [] : [`seed ${result.seed}`, ...result.broken, '', ...result.trace]].join('\n');
}

function verdict(result: CampaignResult): string {
  const { lost, outOfOrder, overLimit, unaccounted, unlogged, mislogged, needless, unfaithful, crashed, leaked } = result;
  return [
    `lost ${lost}, out of order ${outOfOrder}, over the limit ${overLimit}, unaccounted ${unaccounted}`,
    `unlogged ${unlogged}, logged wrongly ${mislogged}, repeated although logged ${needless}, unfaithful ${unfaithful}, crashed by itself ${crashed}, leaked ${leaked}`,
  ].join('\n');
}
