import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { targetUrl } from './target-url';
import type { TargetConfiguration } from '../contract/forwarder-configuration';

const PRIVATE_IPV4 = /^(?:10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./;
const PRIVATE_IPV6 = /^\[(?:::1\]|f[cd]|fe[89ab])/;

/** The forwarder finds out by itself, but only with the first webhook. */
export function warnOfPrivateTarget(scope: IConstruct, target: TargetConfiguration): void {
  if (target.kind !== 'http' || !target.publicAddressesOnly) return;
  const host = targetUrl('WebhookTarget.http', target.url, { allowHttp: true })?.hostname ?? '';
  if (!isPrivate(host)) return;
  const message = `${scope.node.path}: target: ${host} is no public address, to which the forwarder connects only in a vpc, or with allowPrivateAddresses. The local stack reaches it all the same.`;
  Annotations.of(scope).addWarningV2('cdk-webhook-buffer:privateTarget', message);
}

function isPrivate(host: string): boolean {
  const isAddress = /^(?:\d+\.){3}\d+$/.test(host);
  return host === 'localhost' || host.endsWith('.localhost') || PRIVATE_IPV6.test(host) || (isAddress && PRIVATE_IPV4.test(host));
}
