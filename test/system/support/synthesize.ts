import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';

const written: string[] = [];
process.once('exit', () => written.forEach(outdir => rmSync(outdir, { recursive: true, force: true })));

/** Writes the cloud assembly of an app with one stack into a new directory, which is returned. It is gone when this program ends, if not before. */
export function synthesize(build: (stack: Stack) => void): string {
  const outdir = mkdtempSync(join(tmpdir(), 'webhook-buffer-system-'));
  written.push(outdir);
  const app = new App({ outdir });
  build(new Stack(app, 'Shop'));
  app.synth();
  return outdir;
}
