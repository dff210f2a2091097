import { Token } from 'aws-cdk-lib';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { AccessRule } from './access-rule';
import { invalidArgument, requireWholeNumber } from '../../private/invalid-property';
import type { DoorApi } from '../door-api';

/** Options of `DoorAccess.managedWebAcl`. */
export interface ManagedWebAclOptions {
  /**
   * Requests that an address may send in five minutes, 10 to 2,000,000,000; above it the address is answered 403 until it sends less. A
   * provider sends from few addresses, so set it well above a busy hour's.
   *
   * @default - no limit
   */
  readonly maxPerAddress?: number;
}

const RULE_GROUP = 'AWSManagedRulesCommonRuleSet';
const ACL_ARN = /^arn:[\w-]+:wafv2:[\w-]+:\d{12}:regional\/webacl\/[^/]+\/[^/]+$/;

/**
 * Rules that refuse good webhooks. The door never interprets a body, so that no rule about bodies protects anything; providers leave out
 * the User-Agent; and addresses are confirmed by queries that hold a URL.
 */
const COUNTED_RULES = [
  'NoUserAgent_HEADER',
  'SizeRestrictions_BODY',
  'SizeRestrictions_QUERYSTRING',
  'EC2MetaDataSSRF_BODY',
  'EC2MetaDataSSRF_QUERYARGUMENTS',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'GenericRFI_QUERYARGUMENTS',
  'CrossSiteScripting_BODY',
];

export function webAcl(arn: string): AccessRule {
  if (!Token.isUnresolved(arn) && !ACL_ARN.test(arn)) throw invalidArgument('DoorAccess.webAcl', arn, 'the ARN of a regional WAFv2 web ACL, such as CfnWebACL.attrArn');
  return {
    call: 'DoorAccess.webAcl',
    wholeApi: true,
    webAcl: true,
    bind(scope, api) {
      associate(scope, api, arn);
      return api;
    },
  };
}

export function managedWebAcl({ maxPerAddress }: ManagedWebAclOptions): AccessRule {
  const call = 'DoorAccess.managedWebAcl';
  if (maxPerAddress !== undefined) requireWholeNumber(`${call}: maxPerAddress`, maxPerAddress, 10, 2_000_000_000);
  return {
    call,
    wholeApi: true,
    webAcl: true,
    bind(scope, api) {
      const acl = new CfnWebACL(scope, 'WebAcl', {
        scope: 'REGIONAL',
        description: 'Senders of a webhook buffer',
        defaultAction: { allow: {} },
        visibilityConfig: visibility('WebAcl'),
        rules: [...maxPerAddress === undefined ? [] : [rateRule(maxPerAddress)], commonRules()],
      });
      associate(scope, api, acl.attrArn);
      return api;
    },
  };
}

function associate(scope: Construct, { stage }: DoorApi, webAclArn: string): void {
  if (stage) new CfnWebACLAssociation(scope, 'WebAclAssociation', { resourceArn: stage.stageArn, webAclArn });
}

function rateRule(limit: number): CfnWebACL.RuleProperty {
  return {
    name: 'MaxPerAddress',
    priority: 0,
    action: { block: {} },
    statement: { rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: 300 } },
    visibilityConfig: visibility('MaxPerAddress'),
  };
}

function commonRules(): CfnWebACL.RuleProperty {
  return {
    name: RULE_GROUP,
    priority: 1,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name: RULE_GROUP,
        ruleActionOverrides: COUNTED_RULES.map(name => ({ name, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visibility(RULE_GROUP),
  };
}

/** Samples of requests would show their headers and paths to whoever can read the web ACL. */
function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
