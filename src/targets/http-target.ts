import { Duration } from 'aws-cdk-lib';
import { attemptMillis } from './attempt-millis';
import { forwardedHeaders } from './forwarded-headers';
import type { RequestSigning } from './request-signing';
import { statusHandling } from './status-handling';
import type { TargetAuthentication } from './target-authentication';
import type { TargetDefinition } from './target-definition';
import { requireHeaders } from './target-headers';
import { secretsRead, type TargetClientCertificate, targetSecrets } from './target-secrets';
import { targetUrl } from './target-url';
import type { HttpTargetConfiguration } from '../contract/forwarder-configuration';
import { invalidArgument } from '../private/invalid-property';
import type { WebhookSecret } from '../sources/webhook-secret';

/** Options of `WebhookTarget.http`. */
export interface HttpTargetOptions {
  /**
   * Longest time for one request, from its start to the end of the answer. A request that takes longer counts as failed, with its
   * outcome unknown.
   *
   * @default Duration.seconds(20)
   */
  readonly timeout?: Duration;

  /**
   * Longest time until the connection stands, TLS included.
   *
   * @default - 3 seconds, or `timeout` where that is shorter
   */
  readonly connectTimeout?: Duration;

  /**
   * Longest time until the first byte of the answer.
   *
   * @default - 15 seconds, or `timeout` where that is shorter
   */
  readonly firstByteTimeout?: Duration;

  /**
   * Request headers to forward although they are withheld by default: `Authorization`, `Cookie`, `X-Api-Key`, and those that API Gateway and
   * CloudFront add (`x-amzn-*`, `cloudfront-*`, `x-amz-cf-*`). Headers that concern one connection (such as `Host`) and those that the
   * forwarder sets itself are made anew for each request and cannot be forwarded.
   *
   * @default - neither is forwarded
   */
  readonly forwardHeaders?: string[];

  /**
   * Headers to put on each request, by their names. They take the place of those that a webhook has by the same names. Their values stand in the template.
   *
   * @default - none
   */
  readonly headers?: { readonly [name: string]: string };

  /**
   * The same with values that are secret: read at run time, kept in memory for some minutes, and in no template, log or table.
   *
   * @default - none
   */
  readonly secretHeaders?: { readonly [name: string]: WebhookSecret };

  /**
   * How requests tell that they come from this buffer.
   *
   * @default - they do not
   */
  readonly authentication?: TargetAuthentication;

  /**
   * Certificate that the forwarder shows, for a target that asks for one (mutual TLS). When the secret changes, new connections show the
   * new one.
   *
   * @default - none
   */
  readonly clientCertificate?: TargetClientCertificate;

  /**
   * Certificates of the authorities that may vouch for the target, PEM, such as one of one's own. They take the place of those that Node.js trusts.
   *
   * @default - the authorities that Node.js trusts
   */
  readonly certificateAuthorities?: WebhookSecret;

  /**
   * How requests are signed, for a backend that is to trust their bodies and need not know the providers' secrets.
   *
   * @default - not at all; what a provider signed arrives as it was sent
   */
  readonly signing?: RequestSigning;

  /**
   * Whether the forwarder may connect to addresses that are not public: private, shared, loopback and link-local ones, those that hold one
   * of them, and what is reserved. That is decided once the name has been looked up. Where it may not, the attempt fails with
   * `ERR_IP_BLOCKED` and is retried slowly, and no connection is made.
   *
   * @default - only where the forwarder is in a VPC
   */
  readonly allowPrivateAddresses?: boolean;

  /**
   * Statuses after which a webhook is tried again as after a 503, although by default they are final (any 3xx, and 400, 405, 406, 410, 411, 413,
   * 414, 415, 422, 431, 501 and 505) or are retried slowly (401, 403, 404 and 407).
   *
   * @default - none
   */
  readonly retryStatuses?: number[];

  /**
   * Statuses after which a webhook is given up at once, although by default it is tried again.
   *
   * @default - none
   */
  readonly permanentStatuses?: number[];

  /**
   * Whether the URL may be `http:`. Bodies and headers then cross the network unencrypted.
   *
   * @default false
   */
  readonly allowHttp?: boolean;
}

const DEFAULT_TIMEOUT = Duration.seconds(20);
const DEFAULT_CONNECT_TIMEOUT = Duration.seconds(3);
const DEFAULT_FIRST_BYTE_TIMEOUT = Duration.seconds(15);

const CALL = 'WebhookTarget.http';

export function httpTarget(url: string, options: HttpTargetOptions): TargetDefinition {
  requireUrls(url, options);
  const total = attemptMillis(`${CALL}: timeout`, options.timeout ?? DEFAULT_TIMEOUT);
  const part = (name: string, given: Duration | undefined, usual: Duration) =>
    given === undefined ? Math.min(usual.toMilliseconds(), total) : attemptMillis(`${CALL}: ${name}`, given, total);
  const configuration: HttpTargetConfiguration = {
    kind: 'http',
    url,
    allowHttp: options.allowHttp ?? false,
    connectTimeoutMillis: part('connectTimeout', options.connectTimeout, DEFAULT_CONNECT_TIMEOUT),
    firstByteTimeoutMillis: part('firstByteTimeout', options.firstByteTimeout, DEFAULT_FIRST_BYTE_TIMEOUT),
    totalTimeoutMillis: total,
    ...statusHandling(CALL, options),
    forwardHeaders: forwardedHeaders(CALL, options.forwardHeaders),
    publicAddressesOnly: !options.allowPrivateAddresses,
    ...options.headers && { headers: requireHeaders(`${CALL}: headers`, options.headers) },
    ...targetSecrets(CALL, options),
  };
  return {
    attemptMillis: total,
    configuration,
    grant: forwarder => { for (const secret of secretsRead(options)) secret._grantRead(forwarder); },
    configurationInVpc: { ...configuration, publicAddressesOnly: options.allowPrivateAddresses === false },
  };
}

function requireUrls(url: string, { allowHttp = false, authentication, clientCertificate, certificateAuthorities }: HttpTargetOptions): void {
  const visible = targetUrl(CALL, url, { allowHttp });
  if (authentication?._configuration.kind === 'oauth2') targetUrl(`${CALL}: tokenUrl`, authentication._configuration.tokenUrl, { allowHttp, allowQuery: true });
  if (visible?.protocol !== 'http:') return;
  if (clientCertificate) throw invalidArgument(`${CALL}: clientCertificate`, url, 'an https: URL, since certificates belong to TLS');
  if (certificateAuthorities) throw invalidArgument(`${CALL}: certificateAuthorities`, url, 'an https: URL, since certificates belong to TLS');
}
