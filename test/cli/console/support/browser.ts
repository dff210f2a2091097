import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-headless-shell'];

/** Quiet and without a network of its own; as root, Chromium runs only without its sandbox. */
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** A Chromium that is installed, if there is one; none is ever downloaded. */
export function findChromium(): string | undefined {
  const directories = (process.env.PATH ?? '').split(delimiter);
  const candidates = [process.env.CHROMIUM_PATH ?? '', ...directories.flatMap(directory => NAMES.map(name => join(directory, name)))];
  return candidates.find(isExecutable);
}

export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: FLAGS });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return file !== '';
  } catch {
    return false;
  }
}
