import { Duration, type IFragmentConcatenator, Tokenization } from 'aws-cdk-lib';
import { statusHandling } from './status-handling';
import type { TargetConfiguration } from '../contract/forwarder-configuration';
import { isMadeAnew } from '../contract/headers';
import { requireHeaderName } from '../door/id-names';
import { invalidArgument, unknownAtSynthesis } from '../private/invalid-property';

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

/** Where webhooks are forwarded. */
export abstract class WebhookTarget {
  /**
   * An HTTP backend. A webhook keeps its method, body, headers, query and path; the path below the door is appended to the URL's, and
   * no webhook leaves the URL's origin and path. Redirects are not followed.
   *
   * @param url the backend's origin and base path, such as `https://orders.example.com/hooks`
   * @throws if the URL is not absolute, is not `https:` (see `allowHttp`), or has credentials, a query or a fragment, or if a timeout is
   * not above zero, or above the 14 minutes that fit into an invocation, or if a status is not between 300 and 599, or in both lists
   */
  public static http(url: string, options: HttpTargetOptions = {}): WebhookTarget {
    return new HttpTarget(url, options);
  }

  /** @internal Most milliseconds that one attempt takes. */
  public abstract readonly _attemptMillis: number;

  /** @internal */
  public abstract readonly _configuration: TargetConfiguration;
}

const DEFAULT_TIMEOUT = Duration.seconds(20);
const DEFAULT_CONNECT_TIMEOUT = Duration.seconds(3);
const DEFAULT_FIRST_BYTE_TIMEOUT = Duration.seconds(15);
const LONGEST_TIMEOUT = Duration.minutes(14);

/** A part of a URL wherever it stands, as a port too. */
const TOKEN_STAND_IN = '1';
const LITERAL: IFragmentConcatenator = { join: (left, right) => `${left ?? ''}${right ?? ''}` };

class HttpTarget extends WebhookTarget {
  public readonly _attemptMillis: number;
  public readonly _configuration: TargetConfiguration;

  constructor(url: string, options: HttpTargetOptions) {
    super();
    requireUrl(url, options.allowHttp ?? false);
    const total = millis('timeout', options.timeout ?? DEFAULT_TIMEOUT, LONGEST_TIMEOUT.toMilliseconds());
    const part = (name: string, given: Duration | undefined, usual: Duration) =>
      given === undefined ? Math.min(usual.toMilliseconds(), total) : millis(name, given, total);
    this._attemptMillis = total;
    this._configuration = {
      kind: 'http',
      url,
      allowHttp: options.allowHttp ?? false,
      connectTimeoutMillis: part('connectTimeout', options.connectTimeout, DEFAULT_CONNECT_TIMEOUT),
      firstByteTimeoutMillis: part('firstByteTimeout', options.firstByteTimeout, DEFAULT_FIRST_BYTE_TIMEOUT),
      totalTimeoutMillis: total,
      ...statusHandling('WebhookTarget.http', options),
      forwardHeaders: (options.forwardHeaders ?? []).map(requireWithheldHeader),
    };
  }
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

function millis(name: string, given: Duration, maximum: number): number {
  if (given.isUnresolved()) throw unknownAtSynthesis(`WebhookTarget.http: ${name}`, 'a duration');
  const value = given.toMilliseconds();
  if (value <= 0 || value > maximum) throw invalidArgument(`WebhookTarget.http: ${name}`, given.toHumanString(), `above zero and at most ${Duration.millis(maximum).toHumanString()}`);
  return value;
}
