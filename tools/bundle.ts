/** Bundles lambda/ and cli/ into assets/, which the package ships: nothing is bundled or installed on a consumer's machine. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { dynaliteInOneFile } from './dynalite-in-one-file';
import { FORWARDER } from './forwarder-bundle';
import { writeThirdPartyLicenses } from './third-party-licenses';

const ROOT = join(__dirname, '..');
const ASSETS = join(ROOT, 'assets');

const common: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'cjs', // loads faster than ESM on Node 22 and later, where ESM pulls in lazy built-ins
  mainFields: ['module', 'main'],
  metafile: true,
  logLevel: 'warning',
  legalComments: 'none',
};

async function bundleForwarder(): Promise<Metafile> {
  const result = await build({
    ...common,
    ...FORWARDER,
    outdir: join(ASSETS, 'forwarder'),
  });
  return result.metafile!;
}

async function bundleCommandLine(): Promise<Metafile> {
  const result = await build({
    ...common,
    entryPoints: { main: 'cli/main.ts', bootstrap: 'cli/local/runtime/bootstrap.ts' },
    outdir: join(ASSETS, 'cli'),
    target: 'node20',
    minifySyntax: true,
    plugins: [dynaliteInOneFile],
  });
  cpSync(join(ROOT, 'cli/local/console/page'), join(ASSETS, 'cli', 'console'), { recursive: true });
  return result.metafile!;
}

async function main(): Promise<void> {
  mkdirSync(ASSETS, { recursive: true });
  const metafiles = await Promise.all([bundleForwarder(), bundleCommandLine()]);
  writeThirdPartyLicenses(ROOT, join(ASSETS, 'THIRD-PARTY-LICENSES.txt'), metafiles);
}

void main();
