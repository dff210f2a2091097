import { isMadeAnew } from '../contract/headers';
import { requireHeaderName } from '../door/id-names';
import { invalidArgument } from '../private/invalid-property';

/**
 * Lower-case names of headers to forward although they are withheld by default.
 *
 * @param call the factory, such as `WebhookTarget.http`
 */
export function forwardedHeaders(call: string, names: readonly string[] = []): string[] {
  return names.map(name => {
    const header = requireHeaderName(`${call}: forwardHeaders`, name).toLowerCase();
    if (isMadeAnew(header)) throw invalidArgument(`${call}: forwardHeaders`, name, 'a header that does not concern one connection, and that the forwarder does not set itself');
    return header;
  });
}
