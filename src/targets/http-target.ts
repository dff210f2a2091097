import { Duration, type IFragmentConcatenator, Tokenization } from 'aws-cdk-lib';
import { attemptMillis } from './attempt-millis';
import type { TargetDefinition } from './target-definition';
import { isMadeAnew } from '../contract/headers';
import { requireHeaderName } from '../door/id-names';
import { invalidArgument } from '../private/invalid-property';

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
   * Request headers to forward although they are withheld by default: `Authorization`, `Cookie`, and those that API Gateway and CloudFront
   * add (`x-amzn-*`, `cloudfront-*`, `x-amz-cf-*`). Headers that concern one connection (such as `Host`) and those that the forwarder sets
   * itself are made anew for each request and cannot be forwarded.
   *
   * @default - neither is forwarded
   */
  readonly forwardHeaders?: string[];

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

/** A part of a URL wherever it stands, as a port too. */
const TOKEN_STAND_IN = '1';
const LITERAL: IFragmentConcatenator = { join: (left, right) => `${left ?? ''}${right ?? ''}` };

export function httpTarget(url: string, options: HttpTargetOptions): TargetDefinition {
  requireUrl(url, options.allowHttp ?? false);
  const total = attemptMillis('WebhookTarget.http: timeout', options.timeout ?? DEFAULT_TIMEOUT);
  const part = (name: string, given: Duration | undefined, usual: Duration) =>
    given === undefined ? Math.min(usual.toMilliseconds(), total) : attemptMillis(`WebhookTarget.http: ${name}`, given, total);
  return {
    attemptMillis: total,
    configuration: {
      kind: 'http',
      url,
      allowHttp: options.allowHttp ?? false,
      connectTimeoutMillis: part('connectTimeout', options.connectTimeout, DEFAULT_CONNECT_TIMEOUT),
      firstByteTimeoutMillis: part('firstByteTimeout', options.firstByteTimeout, DEFAULT_FIRST_BYTE_TIMEOUT),
      totalTimeoutMillis: total,
      forwardHeaders: (options.forwardHeaders ?? []).map(requireWithheldHeader),
    },
  };
}

function requireUrl(url: string, allowHttp: boolean): void {
  const allowed = `an absolute ${allowHttp ? 'http: or https: URL' : 'https: URL (http: only with allowHttp)'} without credentials, query or fragment`;
  const visible = Tokenization.reverseString(url).mapTokens({ mapToken: () => TOKEN_STAND_IN }).join(LITERAL);
  // The forwarder checks what synthesis cannot see.
  if (visible.startsWith(TOKEN_STAND_IN)) return;
  if (!URL.canParse(visible)) throw invalidArgument('WebhookTarget.http', url, allowed);
  const { protocol, username, password, search, hash, port } = new URL(visible);
  // Checked first, so that no message repeats them.
  if (username || password) throw invalidArgument('WebhookTarget.http', 'a URL with credentials', allowed);
  const protocols = allowHttp ? ['https:', 'http:'] : ['https:'];
  if (!protocols.includes(protocol) || search || hash || port === '0') throw invalidArgument('WebhookTarget.http', url, allowed);
}

function requireWithheldHeader(name: string): string {
  const header = requireHeaderName('WebhookTarget.http: forwardHeaders', name).toLowerCase();
  if (isMadeAnew(header)) throw invalidArgument('WebhookTarget.http: forwardHeaders', name, 'a header that does not concern one connection, and that the forwarder does not set itself');
  return header;
}
