import { parseArgs, type ParseArgsConfig } from 'node:util';
import { closest, UsageError } from './command';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O; args: string[] }>>['values'];

/** Reads options; a mistake is answered with what was probably meant. */
export function parseOptions<const O extends Options>(args: readonly string[], options: O): Values<O> {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(explain(error as NodeJS.ErrnoException, options));
  }
}

function explain({ code, message }: NodeJS.ErrnoException, options: Options): string {
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const [, option = ''] = /'(-[^' ]*)/.exec(message) ?? [];
    return unknown('option', option, Object.keys(options).map(name => `--${name}`));
  }
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return `${message.split('. ')[0]}; only options can follow the command`;
  return message.split('\n')[0];
}

export function unknown(kind: string, word: string, candidates: readonly string[]): string {
  const meant = closest(word, candidates);
  return `unknown ${kind} ${word}${meant === undefined ? `; there are ${candidates.join(', ')}` : `; did you mean ${meant}?`}`;
}
