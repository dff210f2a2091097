import { isIP } from 'node:net';
import { Token } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { AccessRule } from './access-rule';
import { invalidArgument, invalidProperty, unknownAtSynthesis } from '../../private/invalid-property';

const CALL = 'DoorAccess.addresses';
const PREFIX = /^(.+)\/(\d{1,3})$/;
const ALLOWED = 'addresses or ranges such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32';
/** Of a resource policy at API Gateway. */
const MAX_POLICY_CHARACTERS = 8192;

export function addresses(ranges: readonly string[]): AccessRule {
  if (ranges.length === 0) throw invalidArgument(CALL, 'no address', ALLOWED);
  for (const range of ranges) requireRange(range);
  return {
    call: CALL,
    wholeApi: true,
    bind(scope, api) {
      const statements = policyStatements(ranges, api.stageName);
      requirePolicyFits(length => invalidProperty(scope, 'access', `${CALL} with ${ranges.length} ranges`, tooLong(length)), statements);
      for (const statement of statements) api.restApi?.addToResourcePolicy(statement);
      return api;
    },
  };
}

function requireRange(range: string): void {
  if (Token.isUnresolved(range)) throw unknownAtSynthesis(CALL, ALLOWED);
  const [, address = range, prefix] = PREFIX.exec(range) ?? [];
  const longest = isIP(address) === 4 ? 32 : 128;
  if (isIP(address) === 0 || (prefix !== undefined && Number(prefix) > longest)) throw invalidArgument(CALL, range, ALLOWED);
  if (Number(prefix) === 0) throw invalidArgument(CALL, range, 'ranges that leave somebody out; without DoorAccess.addresses all addresses are let in');
}

/** A policy without an Allow lets nobody in; the Deny then leaves out everybody but the listed. */
function policyStatements(ranges: readonly string[], stageName: string): PolicyStatement[] {
  const scope = { principals: [new AnyPrincipal()], actions: ['execute-api:Invoke'], resources: [`execute-api:/${stageName}/*`] };
  return [
    new PolicyStatement({ ...scope, effect: Effect.ALLOW }),
    new PolicyStatement({ ...scope, effect: Effect.DENY, conditions: { NotIpAddress: { 'aws:SourceIp': ranges } } }),
  ];
}

function requirePolicyFits(error: (length: number) => Error, statements: readonly PolicyStatement[]): void {
  const document = { Version: '2012-10-17', Statement: statements.map(statement => statement.toJSON() as object) };
  const { length } = JSON.stringify(document);
  if (length > MAX_POLICY_CHARACTERS) throw error(length);
}

function tooLong(length: number): string {
  return `the resource policy has ${length} characters, and API Gateway takes ${MAX_POLICY_CHARACTERS}; use larger ranges, or an IP set of a web ACL`;
}
