import { type IFragmentConcatenator, Tokenization } from 'aws-cdk-lib';
import { invalidArgument } from '../private/invalid-property';

export interface AllowedUrl {
  readonly allowHttp: boolean;
  readonly allowQuery?: boolean;
}

/** A part of a URL wherever it stands, as a port too. */
const TOKEN_STAND_IN = '1';
const LITERAL: IFragmentConcatenator = { join: (left, right) => `${left ?? ''}${right ?? ''}` };

/**
 * What synthesis can see of a URL, or undefined if that does not even begin. The forwarder checks the rest.
 *
 * @throws where the URL is not possible; no message repeats credentials
 */
export function targetUrl(call: string, url: string, kind: AllowedUrl): URL | undefined {
  const allowed = described(kind);
  const visible = Tokenization.reverseString(url).mapTokens({ mapToken: () => TOKEN_STAND_IN }).join(LITERAL);
  if (visible.startsWith(TOKEN_STAND_IN)) return undefined;
  if (!URL.canParse(visible)) throw invalidArgument(call, url, allowed);
  const parsed = new URL(visible);
  // Checked first, so that no message repeats them.
  if (parsed.username || parsed.password) throw invalidArgument(call, 'a URL with credentials', allowed);
  if (!isAllowed(parsed, kind)) throw invalidArgument(call, url, allowed);
  return parsed;
}

function described({ allowHttp, allowQuery }: AllowedUrl): string {
  const absolute = allowHttp ? 'an absolute http: or https: URL' : 'an absolute https: URL (http: only with allowHttp)';
  return `${absolute} without ${allowQuery ? 'credentials or fragment' : 'credentials, query or fragment'}`;
}

function isAllowed({ protocol, port, search, hash }: URL, { allowHttp, allowQuery }: AllowedUrl): boolean {
  const protocols = allowHttp ? ['https:', 'http:'] : ['https:'];
  return protocols.includes(protocol) && port !== '0' && hash === '' && (search === '' || allowQuery === true);
}
