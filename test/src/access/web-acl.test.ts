import { Match } from 'aws-cdk-lib/assertions';
import { DoorAccess } from '../../../src';
import { only, resourcesOf, synthesize } from '../support';

const ARN = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/Shop/1234';

test('a web ACL of one\'s own is put before the stage', () => {
  const { template } = synthesize({ access: [DoorAccess.webAcl(ARN)] });
  const [stage] = Object.keys(template.findResources('AWS::ApiGateway::Stage'));
  const { ResourceArn, WebACLArn } = only(template, 'AWS::WAFv2::WebACLAssociation').Properties;
  expect(WebACLArn).toBe(ARN);
  expect(JSON.stringify(ResourceArn)).toContain(JSON.stringify({ Ref: stage }));
});

test('the ready-made one only counts what would refuse good webhooks', () => {
  const { template } = synthesize({ access: [DoorAccess.managedWebAcl()] });
  const counted = ['NoUserAgent_HEADER', 'SizeRestrictions_BODY', 'CrossSiteScripting_BODY', 'GenericLFI_BODY', 'GenericRFI_BODY', 'EC2MetaDataSSRF_BODY'];
  template.hasResourceProperties('AWS::WAFv2::WebACL', {
    Scope: 'REGIONAL',
    DefaultAction: { Allow: {} },
    Rules: [Match.objectLike({
      OverrideAction: { None: {} },
      Statement: {
        ManagedRuleGroupStatement: Match.objectLike({
          VendorName: 'AWS',
          Name: 'AWSManagedRulesCommonRuleSet',
          RuleActionOverrides: Match.arrayWith([counted[0], counted[1]].map(Name => ({ Name, ActionToUse: { Count: {} } }))),
        }),
      },
      VisibilityConfig: Match.objectLike({ SampledRequestsEnabled: false }),
    })],
  });
  for (const rule of counted) expect(JSON.stringify(resourcesOf(template, 'AWS::WAFv2::WebACL'))).toContain(`"${rule}"`);
});

test('it can limit what an address sends', () => {
  synthesize({ access: [DoorAccess.managedWebAcl({ maxPerAddress: 6000 })] }).template.hasResourceProperties('AWS::WAFv2::WebACL', {
    Rules: Match.arrayWith([Match.objectLike({
      Action: { Block: {} }, Statement: { RateBasedStatement: { Limit: 6000, AggregateKeyType: 'IP', EvaluationWindowSec: 300 } },
    })]),
  });
});

test.each([
  [() => DoorAccess.webAcl('arn:aws:wafv2:us-east-1:111122223333:global/webacl/Shop/1234'), /regional WAFv2 web ACL/],
  [() => DoorAccess.managedWebAcl({ maxPerAddress: 9 }), /maxPerAddress: 9 .*from 10 to 2000000000/],
  [() => synthesize({ access: [DoorAccess.webAcl(ARN), DoorAccess.managedWebAcl()] }), /DoorAccess\.webAcl and DoorAccess\.managedWebAcl.* one web ACL/],
  [() => synthesize({ access: [DoorAccess.webAcl(ARN), DoorAccess.webAcl(ARN)] }), /at most one of each kind/],
])('is refused where it cannot be: %s', (act, message) => {
  expect(act).toThrow(message);
});
