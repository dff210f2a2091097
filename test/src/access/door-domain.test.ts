import type { Stack } from 'aws-cdk-lib';
import { SecretValue } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { DoorAccess, type DoorDomain } from '../../../src';
import { only, resourcesOf, synthesize } from '../support';

const CERTIFICATE = 'arn:aws:acm:eu-west-1:111122223333:certificate/1234';

function withDomain(make: (stack: Stack) => Partial<DoorDomain> = () => ({}), access: DoorAccess[] = []) {
  return synthesize(stack => ({
    path: '/github',
    access,
    domain: { domainName: 'hooks.example.com', certificate: Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE), ...make(stack) },
  }));
}

const truststore = (stack: Stack) => ({ bucket: Bucket.fromBucketName(stack, 'Trust', 'trust'), key: 'senders.pem', version: '7' });

test('the domain is regional, takes TLS 1.2, and gives the address', () => {
  const { template, buffer } = withDomain(() => ({ basePath: 'in' }));
  template.hasResourceProperties('AWS::ApiGateway::DomainName', {
    DomainName: 'hooks.example.com', RegionalCertificateArn: CERTIFICATE, EndpointConfiguration: { Types: ['REGIONAL'] }, SecurityPolicy: 'TLS_1_2',
  });
  template.hasResourceProperties('AWS::ApiGateway::BasePathMapping', { BasePath: 'in', Stage: Match.anyValue() });
  expect(buffer.url).toBe('https://hooks.example.com/in/github');
  expect(resourcesOf(template, 'AWS::Route53::RecordSet')).toEqual([]);
  expect(only(template, 'AWS::ApiGateway::RestApi').Properties).not.toHaveProperty('DisableExecuteApiEndpoint');
});

test('a record points at it in its zone', () => {
  const { template } = withDomain(stack => ({ zone: new PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' }) }));
  template.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'hooks.example.com.', Type: 'A', AliasTarget: Match.anyValue() });
});

test('the API\'s own address can be closed', () => {
  withDomain(() => ({ disableExecuteApiEndpoint: true })).template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
});

test('mutual TLS closes the API\'s own address', () => {
  const { template } = withDomain(stack => ({ mutualTls: truststore(stack) }));
  template.hasResourceProperties('AWS::ApiGateway::DomainName', { MutualTlsAuthentication: { TruststoreUri: 's3://trust/senders.pem', TruststoreVersion: '7' } });
  template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
});

test.each<[string, () => unknown, RegExp]>([
  ['mutual TLS with a way around it', () => withDomain(stack => ({ mutualTls: truststore(stack), disableExecuteApiEndpoint: false })), /disableExecuteApiEndpoint: false .*has to be closed/],
  ['a URL for a name', () => withDomain(() => ({ domainName: 'https://hooks.example.com' })), /domain\.domainName: "https:/],
  ['two segments', () => withDomain(() => ({ basePath: 'a/b' })), /domain\.basePath: "a\/b"/],
  ['a base path before a path token', () => withDomain(() => ({ basePath: 'in' }), [DoorAccess.pathToken(SecretValue.secretsManager('token'))]), /leave out domain\.basePath/],
])('%s is refused', (_, act, message) => {
  expect(act).toThrow(message);
});
