import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Benchmark } from '../benchmark';
import type { Workbench } from '../workbench';

const run = promisify(execFile);

/** No engine is called while the code loads. */
const UNUSED = { backendUrl: 'http://127.0.0.1', tableUrl: 'http://127.0.0.1' };

/** How long the forwarder's bundle takes to load, which is most of a cold start. */
export const moduleLoad: Benchmark = {
  name: 'module-load',
  pairs: 31,
  figures: [{ name: 'module-load', unit: 'ms', limit: 1.2 }],
  async* measure(workbench) {
    const { forwarder, program } = workbench;
    // Once unmeasured, so that the files are in memory.
    await load(forwarder.bundle, workbench);
    await load(program('bare-clients'), workbench);
    for (;;) yield [{ subject: await load(forwarder.bundle, workbench), floor: await load(program('bare-clients'), workbench) }];
  },
};

/** In a fresh process. */
async function load(file: string, { node, program, forwarder }: Workbench): Promise<number> {
  const { stdout } = await run(node, [program('load'), file], { env: forwarder.environment(UNUSED) });
  return Number(stdout);
}
