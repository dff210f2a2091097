import { type Fault } from './faults/faults';
import { formatResult } from './faults/print-result';
import { isKept, type CampaignResult } from './faults/result';
import { runCampaign } from './faults/run-campaign';

jest.setTimeout(180_000);

describe('P1 to P6, P9: with everything around the forwarder failing', () => {
  let result: CampaignResult;

  beforeAll(async () => {
    result = await runCampaign({ webhooks: 400, groups: 40, seed: 20_261 });
  });

  test('nothing is lost, out of order, over the limit, unaccounted, unlogged, logged wrongly or leaked', () => {
    // In one comparison, which shows what was seen where it fails.
    expect(isKept(result) ? '' : formatResult(result)).toBe('');
  });

  test('each webhook that was accepted was delivered or given up, and some of each', () => {
    const { accepted, delivered, deadLettered, both } = result;
    expect(delivered + deadLettered - both).toBe(accepted);
    expect(deadLettered).toBeGreaterThan(0);
  });

  test.each(['backend', 'table', 'queue', 'kill', 'visibility'])('%s failed', place => {
    const faults = Object.entries(result.faults) as Array<[Fault, number]>;
    expect(faults.filter(([fault]) => fault.startsWith(`${place}.`)).reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThan(0);
  });
});
