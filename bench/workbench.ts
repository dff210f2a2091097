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

export async function withWorkbench<T>(node: string, use: (workbench: Workbench) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'webhook-buffer-bench-'));
  try {
    const assembly = join(directory, 'cdk.out');
    synthesize(assembly);
    return await use({ node, program: await bundlePrograms(directory), assembly, forwarder: readForwarder(assembly) });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
