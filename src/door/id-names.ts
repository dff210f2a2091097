import { Token } from 'aws-cdk-lib';
import { invalidArgument, unknownAtSynthesis } from '../private/invalid-property';

// Names end up inside of a mapping template, so only those are allowed that mean nothing in VTL or in JSON.

const HEADER_NAME = /^[A-Za-z0-9!*._|~-]{1,128}$/;
const PARAMETER_NAME = /^[A-Za-z0-9._~:[\]-]{1,128}$/;
const BODY_PATH = /^\$(\.[\w-]+|\['[\w-]+'\]|\[\d{1,4}\])+$/;

export function requireHeaderName(call: string, name: string): string {
  return requireMatch(call, name, HEADER_NAME, 'a header name of 1 to 128 letters, digits and !*._|~-');
}

export function requireParameterName(call: string, name: string): string {
  return requireMatch(call, name, PARAMETER_NAME, 'a name of 1 to 128 letters, digits and ._~:[]-');
}

/** The path in dotted form, which needs no quotation marks. */
export function parseBodyPath(call: string, path: string): string {
  const allowed = 'a path of names and list indexes, such as $.order.id, $.items[0].sku or $[\'order-id\'], the names of letters, digits, _ and -';
  return requireMatch(call, path, BODY_PATH, allowed).replace(/\['([\w-]+)'\]/g, '.$1');
}

function requireMatch(call: string, given: string, pattern: RegExp, allowed: string): string {
  if (Token.isUnresolved(given)) throw unknownAtSynthesis(call, allowed);
  if (!pattern.test(given)) throw invalidArgument(call, given, allowed);
  return given;
}
