import { Token } from 'aws-cdk-lib';
import { DomainName, EndpointType, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ARecord, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct, IConstruct } from 'constructs';
import { invalidProperty } from '../private/invalid-property';

/** Certificates that senders have to show. */
export interface DoorMutualTls {
  /** Bucket of the truststore, in the buffer's region. */
  readonly bucket: IBucket;

  /** Key of the truststore: the certificates, in PEM format, of the authorities that issue the senders' certificates. */
  readonly key: string;

  /**
   * Version of the truststore. Without one API Gateway does not notice a new truststore.
   *
   * @default - the version at the time of the deployment that made the domain
   */
  readonly version?: string;
}

/** A domain name of one's own for the door. API Gateway charges nothing for it, Route 53 0.50 USD a month for a zone. */
export interface DoorDomain {
  /** Such as `hooks.example.com`. */
  readonly domainName: string;

  /** For the domain name, in the buffer's region. */
  readonly certificate: ICertificate;

  /**
   * Zone in which the domain name is pointed at the door.
   *
   * @default - no record is made; point the name at `DomainName.domainNameAliasDomainName` by other means
   */
  readonly zone?: IHostedZone;

  /**
   * First segment of the path at this domain name, of lower-case letters, digits and `._-`, so that several APIs can share the domain name.
   * It does not go with a path token.
   *
   * @default - none
   */
  readonly basePath?: string;

  /**
   * Certificates that senders have to show. Few providers can.
   *
   * @default - none
   */
  readonly mutualTls?: DoorMutualTls;

  /**
   * Whether to close the API's own address, so that there is no way around the domain name. Mutual TLS requires it.
   *
   * @default - true with `mutualTls`, and otherwise false
   */
  readonly disableExecuteApiEndpoint?: boolean;
}

const DOMAIN_NAME = /^(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]+$/;
const BASE_PATH = /^[a-z0-9._-]+$/;

export function closesApiAddress(domain: DoorDomain | undefined): boolean | undefined {
  return domain?.disableExecuteApiEndpoint ?? (domain?.mutualTls === undefined ? undefined : true);
}

export function requirePossibleDomain(scope: IConstruct, domain: DoorDomain): void {
  const { domainName, basePath, mutualTls, disableExecuteApiEndpoint } = domain;
  if (!Token.isUnresolved(domainName) && !DOMAIN_NAME.test(domainName)) throw invalidProperty(scope, 'domain.domainName', domainName, 'a name in lower case such as hooks.example.com');
  if (basePath !== undefined && !BASE_PATH.test(basePath)) throw invalidProperty(scope, 'domain.basePath', basePath, 'one segment of lower-case letters, digits and ._-, without slashes');
  if (mutualTls && disableExecuteApiEndpoint === false) {
    throw invalidProperty(scope, 'domain.disableExecuteApiEndpoint', false, 'with mutualTls the API\'s own address, which asks for no certificate, has to be closed');
  }
}

/** @returns where the API is served, without a slash at its end */
export function addDomain(scope: Construct, api: RestApi, options: DoorDomain): string {
  const { domainName, certificate, basePath, mutualTls, zone } = options;
  const domain = new DomainName(scope, 'Domain', {
    domainName,
    certificate,
    endpointType: EndpointType.REGIONAL,
    securityPolicy: SecurityPolicy.TLS_1_2,
    mtls: mutualTls,
  });
  domain.addBasePathMapping(api, { basePath });
  if (zone) addRecords(scope, domain, zone, domainName);
  return `https://${domainName}${basePath === undefined ? '' : `/${basePath}`}`;
}

function addRecords(scope: Construct, domain: DomainName, zone: IHostedZone, domainName: string): void {
  new ARecord(scope, 'AliasRecord', { zone, recordName: `${domainName}.`, target: RecordTarget.fromAlias(new ApiGatewayDomain(domain)) });
}
