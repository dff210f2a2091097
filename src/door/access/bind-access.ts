import type { Construct } from 'constructs';
import type { DoorAccess } from './door-access';
import { invalidProperty } from '../../private/invalid-property';
import type { DoorApi } from '../door-api';
import type { DoorDomain } from '../door-domain';

export interface AccessSurroundings {
  readonly access: readonly DoorAccess[];
  /** Present: the API is given. */
  readonly resource?: unknown;
  readonly domain?: DoorDomain;
}

/** The API as the routes have to see it once all rules hold. */
export function bindAccess(scope: Construct, api: DoorApi, { access, resource, domain }: AccessSurroundings): DoorApi {
  const rules = access.map(({ _rule: rule }) => rule);
  for (const [index, { call, wholeApi, secretPath }] of rules.entries()) {
    const fail = (allowed: string) => invalidProperty(scope, 'access', call, allowed);
    if (rules.findIndex(other => other.call === call) !== index) throw fail('at most one of each kind');
    if (wholeApi && resource !== undefined) throw fail('it would hold for the whole of the API that resource belongs to; its owner can set it there');
    if (secretPath && domain?.basePath !== undefined) throw fail('behind a base path nothing tells the token from the rest of the path; leave out domain.basePath');
  }
  const webAcls = rules.filter(({ webAcl }) => webAcl);
  if (webAcls.length > 1) throw invalidProperty(scope, 'access', webAcls.map(({ call }) => call).join(' and '), 'a stage has one web ACL');
  return rules.reduce((bound, rule) => rule.bind(scope, bound), api);
}
