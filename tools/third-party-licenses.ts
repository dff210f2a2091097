import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** Folder of the package that a bundled file belongs to, or undefined for our own files. */
function packageFolder(input: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

function entry(root: string, folder: string): string {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as PackageManifest;
  const texts = readdirSync(join(root, folder))
    .filter(name => /^(licen[cs]e|notice)(\.|$)/i.test(name))
    .sort()
    .map(name => readFileSync(join(root, folder, name), 'utf8').trim());
  return [`${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})`, ...texts].join('\n\n');
}

/** Writes the names, licences and notices of all packages that went into the bundles. */
export function writeThirdPartyLicenses(root: string, file: string, metafiles: readonly Metafile[]): void {
  const inputs = metafiles.flatMap(metafile => Object.keys(metafile.inputs));
  const folders = new Set(inputs.map(packageFolder).filter(folder => folder !== undefined));
  const entries = [...folders].filter(folder => existsSync(join(root, folder, 'package.json'))).sort().map(folder => entry(root, folder));
  writeFileSync(file, entries.join(`\n\n${'-'.repeat(80)}\n\n`) + '\n');
}
