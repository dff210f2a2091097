import { Duration } from 'aws-cdk-lib';
import type { HmacScheme, SignedTimestamp } from '../../contract/signature-scheme';
import { requireHeaderName } from '../../door/id-names';
import { invalidArgument } from '../../private/invalid-property';
import { HmacAlgorithm } from '../hmac-algorithm';
import { SignatureEncoding } from '../signature-encoding';
import { SignedContent } from '../signed-content';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.hmac`. */
export interface HmacSourceOptions {
  /** The secret that the sender signs with. */
  readonly secret: WebhookSecret;

  /** The header that holds the signature. */
  readonly header: string;

  /**
   * What the header's value, or each of its values, starts with before the signature, such as `sha256=`. Values that start otherwise do not
   * count.
   *
   * @default - nothing
   */
  readonly prefix?: string;

  /**
   * What stands between the values where the header holds several, any of which may be the signature.
   *
   * @default - the header holds one value
   */
  readonly separator?: string;

  /**
   * The hash function.
   *
   * @default HmacAlgorithm.SHA256
   */
  readonly algorithm?: HmacAlgorithm;

  /**
   * How the signature is written.
   *
   * @default SignatureEncoding.HEX
   */
  readonly encoding?: SignatureEncoding;

  /**
   * What is signed, in this order and with nothing in between.
   *
   * @default - the body
   */
  readonly signed?: SignedContent[];

  /**
   * The header that holds the time of sending, in seconds since 1970.
   *
   * @default - no time is checked
   */
  readonly timestampHeader?: string;

  /**
   * How far the time of sending may be from the time at which the door received the webhook.
   *
   * @default Duration.minutes(5)
   */
  readonly tolerance?: Duration;
}

export function hmac(options: HmacSourceOptions): SourceDefinition {
  return source('hmac', { secret: options.secret, signature: scheme(options) });
}

function scheme({ header, prefix, separator, algorithm, encoding, signed = [SignedContent.body()], ...time }: HmacSourceOptions): HmacScheme {
  const timestamp = signedTimestamp(time);
  const parts = signed.map(({ _part }) => _part);
  if (!parts.some(({ part }) => part === 'body')) throw invalidArgument('WebhookSource.hmac: signed', 'contents without the body', 'contents with SignedContent.body()');
  if (!timestamp && parts.some(({ part }) => part === 'timestamp')) {
    throw invalidArgument('WebhookSource.hmac: signed', 'SignedContent.timestamp()', 'it needs timestampHeader');
  }
  return {
    kind: 'hmac',
    algorithm: algorithm ?? HmacAlgorithm.SHA256,
    encoding: encoding ?? SignatureEncoding.HEX,
    signatures: { header: headerName('header', header), ...(prefix && { prefix }), ...(separator && { separator }) },
    signed: parts,
    ...(timestamp && { timestamp }),
    key: { encoding: 'utf8' },
  };
}

function signedTimestamp({ timestampHeader, tolerance = Duration.minutes(5) }: Pick<HmacSourceOptions, 'timestampHeader' | 'tolerance'>): SignedTimestamp | undefined {
  if (timestampHeader === undefined) return undefined;
  return { at: { header: headerName('timestampHeader', timestampHeader) }, unit: 'seconds', toleranceSeconds: tolerance.toSeconds() };
}

function headerName(option: string, name: string): string {
  return requireHeaderName(`WebhookSource.hmac: ${option}`, name).toLowerCase();
}
