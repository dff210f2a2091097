/** Bundles lambda/ and cli/ into assets/, which the package ships: nothing is bundled or installed on a consumer's machine. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { dynaliteInOneFile } from './dynalite-in-one-file';
import { functionBundle, FUNCTIONS, type FunctionName } from './function-bundle';
import { writeThirdPartyLicenses } from './third-party-licenses';

const ROOT = join(__dirname, '..');
const ASSETS = join(ROOT, 'assets');

async function bundleFunction(name: FunctionName): Promise<Metafile> {
  return (await build(functionBundle(name, join(ASSETS, name)))).metafile;
}

async function bundleCommandLine(): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { main: 'cli/main.ts', bootstrap: 'cli/local/runtime/bootstrap.ts' },
    outdir: join(ASSETS, 'cli'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    metafile: true,
    logLevel: 'warning',
    legalComments: 'none',
    plugins: [dynaliteInOneFile],
  });
  cpSync(join(ROOT, 'cli/local/console/page'), join(ASSETS, 'cli', 'console'), { recursive: true });
  return metafile;
}

async function main(): Promise<void> {
  mkdirSync(ASSETS, { recursive: true });
  const metafiles = await Promise.all([...FUNCTIONS.map(bundleFunction), bundleCommandLine()]);
  writeThirdPartyLicenses(ROOT, join(ASSETS, 'THIRD-PARTY-LICENSES.txt'), metafiles);
}

void main();
