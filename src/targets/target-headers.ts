import { Token } from 'aws-cdk-lib';
import { isMadeAnew } from '../contract/headers';
import { requireHeaderName } from '../door/id-names';
import { invalidArgument } from '../private/invalid-property';

/** Names of headers as a user gives them, with what is given for each. */
export interface NamedValues<T> { readonly [name: string]: T }

/** Visible ASCII, with blanks within. */
const HEADER_VALUE = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/;

/** Their values are credentials, and would stand in the template. */
const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'cookie']);

/** @throws where a name or a value cannot go out with a request */
export function requireHeaders(call: string, headers: NamedValues<string>): ReadonlyArray<readonly [name: string, value: string]> {
  return requireNames(call, headers).map(([name, value]) => {
    if (CREDENTIALS.has(name.toLowerCase())) throw invalidArgument(call, name, 'a header whose value may stand in the template; secretHeaders and authentication take the others');
    // The forwarder checks what synthesis cannot see.
    if (!Token.isUnresolved(value) && !HEADER_VALUE.test(value)) throw invalidArgument(`${call}: ${name}`, value, 'visible ASCII characters, with blanks between them');
    return [name, value] as const;
  });
}

/** @throws where a header is given twice, concerns one connection, or is set by the forwarder itself */
export function requireNames<T>(call: string, headers: NamedValues<T>): Array<readonly [name: string, value: T]> {
  const entries = Object.entries(headers);
  const names = entries.map(([name]) => requireOwnHeader(call, name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalidArgument(call, twice, 'each header once, whatever its letter case');
  return entries;
}

/** @returns the name in lower case */
export function requireOwnHeader(call: string, name: string): string {
  const header = requireHeaderName(call, name).toLowerCase();
  if (isMadeAnew(header)) throw invalidArgument(call, name, 'a header that does not concern one connection, and that the forwarder does not set itself');
  return header;
}
