import { formatOutage, isOutageKept, runOutage, type OutageResult } from './outage/outage';

jest.setTimeout(300_000);

describe('P3, P4, P5: a backend that is down for six hours', () => {
  let result: OutageResult;

  beforeAll(async () => {
    result = await runOutage({ webhooks: 10_800, groups: 50, seed: 6 });
  });

  test('loses nothing, changes no order, is met within its limits, and is caught up with in the time that arithmetic says, within a fifth', () => {
    expect(isOutageKept(result) ? '' : formatOutage(result)).toBe('');
  });

  test('is left alone while it is down', () => {
    expect(result.requestsWhileDown).toBeLessThan(result.backlog / 50);
  });
});
