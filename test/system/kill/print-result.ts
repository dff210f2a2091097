import Table from 'cli-table3';
import { FAILURES, KILL_POINTS } from './plan';
import { isKept, type KillTestResult } from './result';

/** The result as a person reads it. */
export function formatResult(result: KillTestResult): string {
  const { webhooks, groups, attempts, repeats, unknown, slowLog, highestConcurrency, concurrencyLimit, seconds } = result;
  const table = new Table({ colAligns: ['left', 'right'], style: { head: [], border: [] } });
  table.push(
    ['webhooks', webhooks],
    ['groups', groups],
    ...rows('killed', KILL_POINTS, result.kills),
    ...rows('backend failed:', FAILURES, result.failures),
    ['attempts logged', attempts],
    ['of these, with an unknown outcome', unknown],
    ['times the log was too slow to be waited for', slowLog],
    ['repeats of delivered webhooks', repeats],
    ['most requests at once, of the allowed', `${highestConcurrency} of ${concurrencyLimit}`],
    ['seconds', seconds],
  );
  return [table.toString(), verdict(result), ...isKept(result) ? [] : [`seed ${result.seed}`, '', ...result.traces]].join('\n');
}

function rows<Name extends string>(
  prefix: string, names: { readonly [name in Name]: string }, counts: { readonly [name in Name]: number },
): Array<[string, number]> {
  return (Object.keys(names) as Name[]).map(name => [`${prefix} ${names[name]}`, counts[name]]);
}

function verdict({ lost, outOfOrder, overLimit, unlogged, mislogged, needless, crashed }: KillTestResult): string {
  const others = `logged wrongly ${mislogged}, repeated although logged ${needless}, crashed by itself ${crashed}`;
  return `lost ${lost}, out of order ${outOfOrder}, over the limit ${overLimit}, unlogged ${unlogged}, ${others}`;
}
