import { readFileSync } from 'node:fs';
import { UsageError } from './command';
import { givenPairs } from './given-pairs';
import { isObject } from '../local/assembly/template';
import type { GivenSecrets } from '../local/secrets/given-values';

/** What `--secret` and `--secrets` say; the former takes precedence. */
export function givenSecrets(pairs: readonly string[] = [], file?: string): GivenSecrets {
  return { ...file === undefined ? {} : readSecrets(file), ...givenPairs('--secret', pairs) };
}

/** A value that is an object is a secret whose text is JSON. */
function readSecrets(file: string): GivenSecrets {
  const secrets = parse(file);
  if (!isObject(secrets)) throw new UsageError(`--secrets must name a file with a JSON object, which ${file} is not`);
  return Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]));
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // The parser's message would quote the file.
    throw new UsageError(`--secrets: ${file} ${error instanceof SyntaxError ? 'is not valid JSON' : 'cannot be read'}`);
  }
}
