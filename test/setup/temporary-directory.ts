import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitOnSignals } from '../../tools/exit-on-signals';

/** Gives a run of the tests a temporary directory of its own, for what the CDK and a browser leave there, too; it is gone when the run ends. */
export default function useTemporaryDirectory(): void {
  const directory = mkdtempSync(join(tmpdir(), 'webhook-buffer-tests-'));
  process.env.TMPDIR = directory;
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  exitOnSignals();
}
