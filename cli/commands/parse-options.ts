import { parseArgs, type ParseArgsConfig } from 'node:util';
import { closest, UsageError } from './command';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O; args: string[] }>>['values'];

/** Reads options; a mistake is answered with what was probably meant. */
export function parseOptions<const O extends Options>(args: readonly string[], options: O): Values<O> {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, options);
  }
}

function explain(error: NodeJS.ErrnoException, options: Options): Error {
  const option = /'(-[^' ]*)/.exec(error.message)?.[1];
  switch (error.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': return new UsageError(unknown('option', option ?? '', Object.keys(options).map(name => `--${name}`)));
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL': return new UsageError(`${error.message.split('.')[0]}; only options can follow the command`);
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE': return new UsageError(error.message.split('\n')[0]);
    default: return error;
  }
}

export function unknown(kind: string, word: string, candidates: readonly string[]): string {
  const meant = closest(word, candidates);
  return `unknown ${kind} ${word}${meant === undefined ? `; there are ${candidates.join(', ')}` : `; did you mean ${meant}?`}`;
}
