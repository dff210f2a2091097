import { join } from 'node:path';
import { build } from 'esbuild';

const PROGRAMS = ['forwarder', 'bare-loop', 'bare-call', 'bare-clients', 'load', 'engines'] as const;

export type Program = (typeof PROGRAMS)[number];

/** Bundles what runs in processes of its own, with the settings with which tools/bundle.ts bundles the forwarder. */
export async function bundlePrograms(directory: string): Promise<(program: Program) => string> {
  await build({
    absWorkingDir: __dirname,
    entryPoints: PROGRAMS.map(name => join('programs', `${name}.ts`)),
    outdir: directory,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    target: 'node22',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  return program => join(directory, `${program}.js`);
}
