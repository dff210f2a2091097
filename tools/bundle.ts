/** Bundles lambda/ and cli/ into assets/, which the package ships: nothing is bundled or installed on a consumer's machine. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { dynaliteInOneFile } from './dynalite-in-one-file';
import { lazyFiles } from './lazy-files';
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

/** For what not every forwarder does; each client of AWS's is as large as the rest of the forwarder. */
const FORWARDER_FILES = {
  's3-body-store': 'lambda/forwarder/s3-body-store.ts',
  'open-secrets': 'lambda/secrets/open-secrets.ts',
  'secrets-manager': 'lambda/secrets/secrets-manager.ts',
  'parameter-store': 'lambda/secrets/parameter-store.ts',
  'open-verifier': 'lambda/signatures/open-verifier.ts',
};

/** Each as large as the rest of the door, and seldom needed. */
const DOOR_FILES = {
  's3-bodies': 'lambda/door/s3-bodies.ts',
  'parameter-store': 'lambda/secrets/parameter-store.ts',
};

/** One bundle a function, `index.js`. Files that are loaded only where they are needed are bundled beside it. */
async function bundleFunction(name: string, lazy: Readonly<Record<string, string>> = {}): Promise<Metafile> {
  const result = await build({
    ...common,
    entryPoints: { index: `lambda/${name}/handler.ts`, ...lazy },
    outdir: join(ASSETS, name),
    target: 'node22',
    minify: true,
    supported: { 'dynamic-import': false }, // becomes require, which finds the names that a bundle exports
    plugins: [lazyFiles(Object.keys(lazy))],
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
  const metafiles = await Promise.all([bundleFunction('forwarder', FORWARDER_FILES), bundleFunction('door', DOOR_FILES), bundleCommandLine()]);
  writeThirdPartyLicenses(ROOT, join(ASSETS, 'THIRD-PARTY-LICENSES.txt'), metafiles);
}

void main();
