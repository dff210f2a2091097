import type { Benchmark } from '../benchmark';
import { Child } from '../child';
import { Engines } from '../engines';
import type { Cost, Task } from '../programs/cost';

const BACKEND_MILLIS = 100;
const GROUPS = 10;
const WARM_UP: Task = { batches: 100 };
const ONE: Task = { batches: 1 };

/** Whether ten groups of one webhook take as long as one: an invocation against one call of a backend that is slow. */
export const parallelGroups: Benchmark = {
  name: 'parallel-groups',
  pairs: 15,
  figures: [{ name: 'parallel-groups', unit: 'ms per invocation', limit: 1.3 }],
  async* measure(workbench) {
    const { node, program, forwarder } = workbench;
    const engines = await Engines.start(workbench);
    const environment = forwarder.environment(engines);
    const subject = new Child({ node, program: program('forwarder'), arguments: [forwarder.bundle, String(GROUPS)], environment });
    const floor = new Child({ node, program: program('bare-call'), arguments: [engines.backendUrl], environment });
    try {
      for (const child of [subject, floor]) await child.ask<Cost>(WARM_UP);
      await engines.slowDown(BACKEND_MILLIS);
      for (;;) yield [{ subject: await wallMillis(subject), floor: await wallMillis(floor) }];
    } finally {
      await Promise.all([subject.stop(), floor.stop(), engines.stop()]);
    }
  },
};

async function wallMillis(child: Child): Promise<number> {
  return (await child.ask<Cost>(ONE)).wallMicros / 1000;
}
