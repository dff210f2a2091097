import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { lazyFiles } from './lazy-files';

const ROOT = join(__dirname, '..');

/**
 * Lambda hands credentials over in environment variables. What would look for them in profiles and sessions of a person, which is a fifth
 * of a bundle, is left out.
 */
const CREDENTIALS_OF_A_PERSON = ['sso', 'ini', 'process', 'web-identity'].map(name => `@aws-sdk/credential-provider-${name}`);

/** How code that runs in Lambda is bundled. */
export const FUNCTION_BUNDLE: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs', // loads faster than ESM on Node 22 and later, where ESM pulls in lazy built-ins
  mainFields: ['module', 'main'],
  minify: true,
  supported: { 'dynamic-import': false }, // becomes require, which finds the names that a bundle exports
  alias: Object.fromEntries(CREDENTIALS_OF_A_PERSON.map(name => [name, join(ROOT, 'lambda', 'skipped-credentials.ts')])),
  metafile: true,
  logLevel: 'warning',
  legalComments: 'none',
};

/** Files of a function that are loaded only where they are needed, beside its bundle. */
type LazyFiles = Readonly<Record<string, string>>;

/** Most of them are as large as the rest of their function, and none is needed by all buffers. */
const LAZY_FILES = {
  forwarder: {
    's3-body-store': 'lambda/forwarder/s3-body-store.ts',
    'open-secrets': 'lambda/secrets/open-secrets.ts',
    'secrets-manager': 'lambda/secrets/secrets-manager.ts',
    'parameter-store': 'lambda/secrets/parameter-store.ts',
    'open-verifier': 'lambda/signatures/open-verifier.ts',
    'open-destinations': 'lambda/forwarder/destinations/open-destinations.ts',
    'lambda': 'lambda/forwarder/services/lambda.ts',
    'event-bridge': 'lambda/forwarder/services/event-bridge.ts',
    'step-functions': 'lambda/forwarder/services/step-functions.ts',
    'sqs': 'lambda/forwarder/services/sqs.ts',
    'sns': 'lambda/forwarder/services/sns.ts',
  },
  watchdog: {},
  door: {
    's3-bodies': 'lambda/door/s3-bodies.ts',
    'parameter-store': 'lambda/secrets/parameter-store.ts',
  },
} satisfies Readonly<Record<string, LazyFiles>>;

export type FunctionName = keyof typeof LAZY_FILES;

export const FUNCTIONS = Object.keys(LAZY_FILES) as FunctionName[];

/** One bundle a function, `index.js`, and its lazy files. */
export function functionBundle(name: FunctionName, outdir: string): BuildOptions & { readonly metafile: true } {
  const lazy: LazyFiles = LAZY_FILES[name];
  return {
    ...FUNCTION_BUNDLE,
    entryPoints: { index: `lambda/${name}/handler.ts`, ...lazy },
    outdir,
    metafile: true,
    plugins: [lazyFiles(Object.keys(lazy))],
  };
}
