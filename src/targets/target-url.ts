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
export function targetUrl(call: string, url: string, { allowHttp, allowQuery = false }: AllowedUrl): URL | undefined {
  const without = allowQuery ? 'credentials or fragment' : 'credentials, query or fragment';
  const allowed = `an absolute ${allowHttp ? 'http: or https: URL' : 'https: URL (http: only with allowHttp)'} without ${without}`;
  const visible = Tokenization.reverseString(url).mapTokens({ mapToken: () => TOKEN_STAND_IN }).join(LITERAL);
  if (visible.startsWith(TOKEN_STAND_IN)) return undefined;
  if (!URL.canParse(visible)) throw invalidArgument(call, url, allowed);
  const parsed = new URL(visible);
  // Checked first, so that no message repeats them.
  if (parsed.username || parsed.password) throw invalidArgument(call, 'a URL with credentials', allowed);
  const protocols = allowHttp ? ['https:', 'http:'] : ['https:'];
  const unwanted = parsed.hash || (parsed.search && !allowQuery) || parsed.port === '0';
  if (!protocols.includes(parsed.protocol) || unwanted) throw invalidArgument(call, url, allowed);
  return parsed;
}
