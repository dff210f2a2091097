import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCUMENT = readFileSync(join(__dirname, '../docs/failure-cases.md'), 'utf8');

/** The rows of the table, in its order. */
const rows = DOCUMENT.split('\n').flatMap(line => {
  const [, name, , bundle, module] = /^\| (F\d+) \|([^|]*)\|([^|]*)\|([^|]*)\|$/.exec(line) ?? [];
  return name === undefined ? [] : [{ name, bundle: bundle.trim(), module: module.trim() }];
});

/** Such as `system/retries *F2: at once …*`. */
const citationsIn = (cell: string) => [...cell.matchAll(/([\w/-]+) \*([^*]+)\*/g)].map(([, file, title]) => ({ file, title }));

const citations = rows.flatMap(({ name, bundle, module }) => citationsIn(`${bundle}; ${module}`).map(citation => ({ name, ...citation })));

test.each(citations)('$name: docs/failure-cases.md names the test "$title" of $file, which names the case', ({ name, file, title }) => {
  const path = join(__dirname, `${file}.test.ts`);
  expect(existsSync(path)).toBe(true);
  expect(readFileSync(path, 'utf8')).toContain(`'${title}`);
  expect(title).toMatch(new RegExp(String.raw`\b${name}\b`));
});

test.each(rows)('docs/failure-cases.md tells of a test for $name', ({ name }) => {
  expect(citations.filter(citation => citation.name === name)).not.toEqual([]);
});
