import { UsageError } from './command';

/** What an option says that can be repeated, such as `--secret name=value`. */
export function givenPairs(option: string, pairs: readonly string[] = []): { readonly [name: string]: string } {
  return Object.fromEntries(pairs.map(pair => parsePair(option, pair)));
}

/** Neither a construct path nor a name has an equals sign in it. The value is not repeated: a terminal may be watched. */
function parsePair(option: string, pair: string): [name: string, value: string] {
  const [name = '', ...value] = pair.split('=');
  if (name === '' || value.length === 0) throw new UsageError(`${option} must be <name>=<value>`);
  return [name, value.join('=')];
}
