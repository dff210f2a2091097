import { createHash } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { Properties } from './properties';
import type { ResolvedResource, ResolvedStack } from '../../assembly/resolved-stack';
import { isObject } from '../../assembly/template';

const GENERATED_KEY_LENGTH = 40;

export interface ReadKeys {
  readonly apiKeys: string[];
  readonly notEmulated: string[];
}

/** Values of the keys in the API's usage plans. One that API Gateway would generate is made up here, the same in each run. */
export function readApiKeys(stack: ResolvedStack, apiLogicalId: string): ReadKeys {
  const ofType = (type: string) => [...stack.resources.values()].filter(resource => resource.type === `AWS::ApiGateway::${type}`);
  const plans = ofType('UsagePlan').filter(plan => Properties.of(plan).nestedList('ApiStages').some(stage => stage.text('ApiId') === apiLogicalId));
  const planIds = plans.map(({ logicalId }) => logicalId);
  const keyIds = ofType('UsagePlanKey').map(Properties.of).filter(join => planIds.includes(join.text('UsagePlanId'))).map(join => join.text('KeyId'));
  const keys = ofType('ApiKey').filter(key => keyIds.includes(key.logicalId) && Properties.of(key).flag('Enabled'));
  return {
    apiKeys: keys.map(keyValue),
    notEmulated: plans.flatMap(plan => Properties.of(plan).present(['Quota', 'Throttle'])).map(limit => `${limit} of the usage plan`),
  };
}

function keyValue(key: ResolvedResource): string {
  return Properties.of(key).optionalText('Value') ?? createHash('sha256').update(key.logicalId).digest('hex').slice(0, GENERATED_KEY_LENGTH);
}

/** Understands the one policy that an allow-list makes: everybody is let in but those who come from other addresses. */
export function readAllowedAddresses(policy: unknown): BlockList | undefined {
  const statements = isObject(policy) && Array.isArray(policy.Statement) ? policy.Statement as unknown[] : [];
  const denials = statements.filter(statement => isObject(statement) && statement.Effect === 'Deny');
  const allowed = denials.length === 1 && statements.length === 2 ? allowedBy(denials[0]) : undefined;
  if (allowed === undefined) return undefined;
  const list = new BlockList();
  for (const range of allowed) addRange(list, range);
  return list;
}

function allowedBy(denial: unknown): string[] | undefined {
  const { Condition: condition } = denial as { readonly Condition?: { readonly NotIpAddress?: { readonly 'aws:SourceIp'?: string | string[] } } };
  const addresses = condition?.NotIpAddress?.['aws:SourceIp'];
  return addresses === undefined ? undefined : [addresses].flat();
}

function addRange(list: BlockList, range: string): void {
  const [address = '', prefix] = range.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (prefix === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(prefix), family);
}
