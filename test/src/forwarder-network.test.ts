import { App, Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { configurationOf, only, resourcesOf, synthesize, target } from './support';
import { WebhookBuffer, type WebhookBufferProps, WebhookTarget } from '../../src';

interface VpcConfig {
  readonly SubnetIds: unknown[];
  readonly SecurityGroupIds: unknown[];
}

const vpcConfigOf = (template: Template) => only(template, 'AWS::Lambda::Function').Properties.VpcConfig as VpcConfig;
const make = (props: (stack: Stack) => Partial<WebhookBufferProps>) => () => {
  const stack = new Stack(new App(), 'Shop');
  return new WebhookBuffer(stack, 'Orders', { target, ...props(stack) });
};

interface PolicyDocument {
  readonly Statement: ReadonlyArray<{ readonly Action: string | string[] }>;
}

/** All statements about network interfaces, whose they ever are. */
function statements(template: Template): unknown[] {
  return resourcesOf(template, 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => (Properties.PolicyDocument as PolicyDocument).Statement)
    .filter(({ Action }) => [Action].flat().some(action => action.startsWith('ec2:')));
}

test('the forwarder is in no VPC, and may do nothing in one', () => {
  const { template } = synthesize();
  template.hasResourceProperties('AWS::Lambda::Function', { VpcConfig: Match.absent() });
  expect(statements(template)).toEqual([]);
});

describe('in a VPC', () => {
  const made = synthesize(stack => ({ vpc: new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 }) }));
  const { template, stack, buffer } = made;

  test('the forwarder runs in private subnets that have a way out, with a security group of its own', () => {
    const { SubnetIds, SecurityGroupIds } = vpcConfigOf(template);
    expect(SubnetIds).toEqual([{ Ref: expect.stringMatching(/^VpcPrivateSubnet1/) as string }, { Ref: expect.stringMatching(/^VpcPrivateSubnet2/) as string }]);
    expect(SecurityGroupIds).toHaveLength(1);
    expect(only(template, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupIngress).toBeUndefined();
    expect(buffer.forwarder.connections.securityGroups).toHaveLength(1);
  });

  test('P8: Lambda may connect it, in this account and region, and its own code may do none of that', () => {
    const [describe, manage, deny] = statements(template);
    const own = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ec2:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':*/*']] };
    // AWS takes no other resource for these two.
    expect(describe).toEqual({ Effect: 'Allow', Action: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'], Resource: '*' });
    expect(manage).toEqual({
      Effect: 'Allow',
      Action: ['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:UnassignPrivateIpAddresses'],
      Resource: own,
    });
    expect(deny).toEqual({
      Effect: 'Deny',
      Action: [
        'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets',
        'ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:UnassignPrivateIpAddresses',
      ],
      Resource: '*',
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': stack.resolve(buffer.forwarder.functionArn) } },
    });
  });

  test('the permissions are there before the function is', () => {
    const [functionResource] = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(functionResource.DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^OrdersForwarderRoleDefaultPolicy/)]));
  });

  test('the backend may have a private address there, unless that is forbidden', () => {
    expect(configurationOf(template)).toMatchObject({ target: { publicAddressesOnly: false } });
    const strict = synthesize(scope => ({
      vpc: new Vpc(scope, 'Vpc'), target: WebhookTarget.http('https://backend.example.com', { allowPrivateAddresses: false }),
    }));
    expect(configurationOf(strict.template)).toMatchObject({ target: { publicAddressesOnly: true } });
  });
});

test('subnets and security groups can be chosen', () => {
  const { template } = synthesize(stack => {
    const vpc = new Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0, subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED }] });
    return { vpc, vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED }, securityGroups: [new SecurityGroup(stack, 'Own', { vpc, allowAllOutbound: false })] };
  });
  const { SubnetIds, SecurityGroupIds } = vpcConfigOf(template);
  expect(SubnetIds).toEqual([{ Ref: expect.stringMatching(/^VpcIsolatedSubnet1/) as string }]);
  expect(SecurityGroupIds).toEqual([{ 'Fn::GetAtt': [expect.stringMatching(/^Own/) as string, 'GroupId'] }]);
});

test('what belongs to a VPC is refused without one', () => {
  expect(make(() => ({ vpcSubnets: {} }))).toThrow(/Shop\/Orders: vpcSubnets: .*vpc, which is not given/);
  expect(make(() => ({ securityGroups: [] }))).toThrow(/Shop\/Orders: securityGroups: .*vpc, which is not given/);
});

test('a VPC without private subnets that have a way out is refused', () => {
  const isolated = { natGateways: 0, subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED }] };
  expect(make(stack => ({ vpc: new Vpc(stack, 'Vpc', isolated) }))).toThrow(/no 'Private' subnet groups/);
});
