import { MAX_BATCH_SIZE } from '../../src/contract/limits';
import type { Benchmark, Pair } from '../benchmark';
import { Child } from '../child';
import { Engines } from '../engines';
import type { Cost, Task } from '../programs/cost';
import type { Workbench } from '../workbench';

/** Until then, the compiler costs more than the code. */
const WARM_UP: Task = { batches: 200 };
/** Short, so that what else the machine does hits both sides of a pair. */
const TURN: Task = { batches: 8 };
/** Processes differ in how their code was optimized, so that more than one of each is measured. */
const TURNS_OF_A_PROCESS = 15;
const PAIRS = 3 * TURNS_OF_A_PROCESS;
const LIMIT = 1.5;

/** What a webhook costs the forwarder, in batches of ten webhooks of so many groups. */
export function forwarding(name: string, groups: number): Benchmark {
  return {
    name,
    pairs: PAIRS,
    figures: [
      { name: `${name}-cpu`, unit: 'µs CPU per webhook', limit: LIMIT },
      { name: `${name}-wall`, unit: 'µs per webhook', limit: LIMIT },
    ],
    async* measure(workbench) {
      const engines = await Engines.start(workbench);
      try {
        for (;;) yield* measureFreshProcesses(workbench, engines, groups);
      } finally {
        await engines.stop();
      }
    },
  };
}

async function* measureFreshProcesses({ node, program, forwarder }: Workbench, engines: Engines, groups: number): AsyncGenerator<readonly Pair[]> {
  const environment = forwarder.environment(engines);
  const subject = new Child({ node, program: program('forwarder'), arguments: [forwarder.bundle, String(groups)], environment });
  const floor = new Child({ node, program: program('bare-loop'), arguments: [String(groups), engines.backendUrl, forwarder.tableName], environment });
  try {
    for (const child of [subject, floor]) await measure(child, WARM_UP, engines);
    for (let turn = 0; turn < TURNS_OF_A_PROCESS; turn++) {
      const costs = { subject: await measure(subject, TURN, engines), floor: await measure(floor, TURN, engines) };
      yield [microsPerWebhook(costs, 'cpuMicros'), microsPerWebhook(costs, 'wallMicros')];
    }
  } finally {
    await Promise.all([subject.stop(), floor.stop()]);
  }
}

/** Work that was not done would be fast. */
async function measure(child: Child, task: Task, engines: Engines): Promise<Cost> {
  const before = await engines.state();
  const cost = await child.ask<Cost>(task);
  const after = await engines.state();
  const webhooks = task.batches * MAX_BATCH_SIZE;
  const [requests, items] = [after.requests - before.requests, after.deliveredItems - before.deliveredItems];
  if (requests !== webhooks || items !== webhooks) throw new Error(`of ${webhooks} webhooks the backend got ${requests}, and the table ${items}`);
  return cost;
}

function microsPerWebhook({ subject, floor }: { readonly [side in keyof Pair]: Cost }, measured: keyof Cost): Pair {
  const webhooks = TURN.batches * MAX_BATCH_SIZE;
  return { subject: subject[measured] / webhooks, floor: floor[measured] / webhooks };
}
