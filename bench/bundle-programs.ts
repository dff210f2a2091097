import { join } from 'node:path';
import { build } from 'esbuild';
import { FUNCTION_BUNDLE } from '../tools/function-bundle';

const PROGRAMS = ['forwarder', 'bare-loop', 'bare-call', 'bare-clients', 'load', 'engines'] as const;

export type Program = (typeof PROGRAMS)[number];

/** Bundles what runs in processes of its own, as functions are bundled. */
export async function bundlePrograms(directory: string): Promise<(program: Program) => string> {
  await build({
    ...FUNCTION_BUNDLE,
    entryPoints: PROGRAMS.map(name => join('bench', 'programs', `${name}.ts`)),
    outbase: join('bench', 'programs'),
    outdir: directory,
  });
  return program => join(directory, `${program}.js`);
}
