import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classify } from '../../lambda/forwarder/target/classify';

const ROW = /^\| (?<statuses>[^|]*\d{3}[^|]*) \| (?<fate>delivered|given up|retried slowly|retried)[^|]*\|$/gm;
const DOCUMENT = readFileSync(join(__dirname, '../../docs/retries-and-throttling.md'), 'utf8');

function numbersIn(text: string): number[] {
  const range = /^(\d{3}) to (\d{3})$/.exec(text.trim());
  if (range) return Array.from({ length: Number(range[2]) - Number(range[1]) + 1 }, (_, index) => Number(range[1]) + index);
  return [...text.matchAll(/\d{3}/g)].map(Number);
}

function fateOf(status: number): string {
  const outcome = classify({ kind: 'answer', status, headers: {}, body: Buffer.alloc(0), bodyIncomplete: false }, 0);
  if (outcome.kind === 'retry') return outcome.slow ? 'retried slowly' : 'retried';
  return outcome.kind === 'delivered' ? 'delivered' : 'given up';
}

test('docs/retries-and-throttling.md tells what becomes of a webhook after each status', () => {
  const told = new Map<number, string>();
  for (const { groups } of DOCUMENT.matchAll(ROW)) {
    if (groups?.statuses.startsWith('any other') === false) for (const status of numbersIn(groups.statuses)) told.set(status, groups.fate);
  }
  const statuses = Array.from({ length: 400 }, (_, index) => 200 + index);
  expect(statuses.map(status => [status, told.get(status) ?? 'retried'])).toEqual(statuses.map(status => [status, fateOf(status)]));
});
