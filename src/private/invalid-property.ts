import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says which property of which construct is impossible, what was given and what is allowed. */
export function invalidProperty(scope: IConstruct, property: string, given: unknown, allowed: string): Error {
  return new Error(`${scope.node.path}: ${property}: ${describe(given)} is not possible: ${allowed}`);
}

/** For value objects that are made before there is a construct. */
export function invalidArgument(call: string, given: unknown, allowed: string): Error {
  return new Error(`${call}: ${describe(given)} is not possible: ${allowed}`);
}

/** Arithmetic and templates depend on the value, so that a token will not do. */
export function unknownAtSynthesis(call: string, allowed: string): Error {
  return new Error(`${call}: a token is not possible: ${allowed}, known at synthesis`);
}

/** A whole number between the two, both included. */
export function requireWholeNumber(call: string, given: number, minimum: number, maximum: number): void {
  if (Token.isUnresolved(given)) throw unknownAtSynthesis(call, 'a number');
  if (!Number.isInteger(given) || given < minimum || given > maximum) {
    throw invalidArgument(call, given, `a whole number from ${minimum} to ${maximum}`);
  }
}

/** A number of events per second. */
export function requireRate(call: string, given: number): void {
  if (Token.isUnresolved(given)) throw unknownAtSynthesis(call, 'a number');
  if (!Number.isFinite(given) || given <= 0) throw invalidArgument(call, given, 'a number above 0');
}

function describe(given: unknown): string {
  return typeof given === 'string' ? JSON.stringify(given) : String(given);
}
