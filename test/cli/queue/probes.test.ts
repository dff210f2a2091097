import { PROBES } from './probes';
import { Lab } from './probes/probe';
import { RunningQueues, startQueues } from './support/server';

describe('Through the AWS SDK a client sees what AWS shows:', () => {
  let queues: RunningQueues;
  let lab: Lab;

  beforeAll(async () => {
    queues = await startQueues();
    lab = new Lab(queues.sqs, { pass: (millis) => queues.clock.advance(millis), whenWaiting: async () => queues.whenWaiting() });
  });

  afterAll(async () => queues.close());

  test.each(PROBES)('$name', async ({ run, expected }) => {
    expect(await run(lab)).toEqual(expected);
  });
});
