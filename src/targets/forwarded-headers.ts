import { requireOwnHeader } from './target-headers';

/**
 * Lower-case names of headers to forward although they are withheld by default.
 *
 * @param call the factory, such as `WebhookTarget.http`
 */
export function forwardedHeaders(call: string, names: readonly string[] = []): string[] {
  return names.map(name => requireOwnHeader(`${call}: forwardHeaders`, name));
}
