import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from './app';
import { bundlePrograms, type Program } from './bundle-programs';
import { readForwarder, type Forwarder } from './forwarder';

/** What all benchmarks work with. */
export interface Workbench {
  /** The Node.js that runs what is measured. */
  readonly node: string;
  /** File of a program. */
  readonly program: (program: Program) => string;
  /** Folder of the synthesized app. */
  readonly assembly: string;
  readonly forwarder: Forwarder;
}

/** Builds what the benchmarks need, in a folder that is removed when this program ends. */
export async function openWorkbench(node: string): Promise<Workbench> {
  const directory = mkdtempSync(join(tmpdir(), 'webhook-buffer-bench-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const assembly = join(directory, 'cdk.out');
  synthesize(assembly);
  return { node, program: await bundlePrograms(directory), assembly, forwarder: readForwarder(assembly) };
}
