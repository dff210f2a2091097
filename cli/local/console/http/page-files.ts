import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Answer } from './answer';

const START_PAGE = 'index.html';

/** Beside the bundled program; or, where the sources run unbundled, beside them. */
const DIRECTORIES = [join(__dirname, 'console'), join(__dirname, '..', 'page')];

const CONTENT_TYPES: { readonly [extension: string]: string } = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The files of the page by the path under which they are served. */
export type PageFiles = ReadonlyMap<string, Answer>;

export function readPageFiles(): PageFiles {
  const directory = DIRECTORIES.find(candidate => existsSync(join(candidate, START_PAGE)));
  if (directory === undefined) throw new Error(`The console's page is missing: there is no ${join(DIRECTORIES[0], START_PAGE)}. Install cdk-webhook-buffer again.`);
  const files = readdirSync(directory).map(name => [`/${name}`, readPageFile(directory, name)] as const);
  return new Map([...files, ['/', readPageFile(directory, START_PAGE)]]);
}

function readPageFile(directory: string, name: string): Answer {
  return { status: 200, contentType: CONTENT_TYPES[extname(name)], body: readFileSync(join(directory, name)) };
}
