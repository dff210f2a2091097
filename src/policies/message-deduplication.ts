import type { IdSource } from '../contract/id-source';
import { parseBodyPath, requireHeaderName, requireParameterName } from '../door/id-names';

/**
 * By what two webhooks count as the same one. For five minutes after a webhook was accepted, another one with the same id in the same
 * group is answered as accepted and not delivered again. Providers retry for longer than that, see `idempotencyWindow`; a backend that must
 * not act twice still needs the `Idempotency-Key` header.
 *
 * A webhook whose id is missing or, URL-encoded and with its route before it, longer than 127 characters is never taken for another.
 */
export abstract class MessageDeduplication {
  /**
   * By a request header, such as `Idempotency-Key` or `X-GitHub-Delivery`, whatever the case of its name.
   *
   * @throws if the name is not one that HTTP allows
   */
  public static header(name: string): MessageDeduplication {
    return new Deduplication({ from: 'header', name: requireHeaderName('MessageDeduplication.header', name) });
  }

  /**
   * By a query parameter.
   *
   * @throws if the name has characters other than letters, digits and `._~:[]-`
   */
  public static query(name: string): MessageDeduplication {
    return new Deduplication({ from: 'query', name: requireParameterName('MessageDeduplication.query', name) });
  }

  /**
   * By a value in a JSON body, such as `$.id`.
   *
   * @param path names and list indexes only, as in `MessageGrouping.jsonPath`
   * @throws if the path is anything else
   */
  public static jsonPath(path: string): MessageDeduplication {
    return new Deduplication({ from: 'jsonPath', path: parseBodyPath('MessageDeduplication.jsonPath', path) });
  }

  /**
   * By the body and the route. Headers, query and path below the route do not count, so two different events with equal bodies (pings,
   * empty bodies) become one. Only webhooks that are grouped are compared, and only within their group.
   */
  public static content(): MessageDeduplication {
    return new Deduplication({ from: 'content' });
  }

  /** No two webhooks are the same. */
  public static none(): MessageDeduplication {
    return new Deduplication({ from: 'request' });
  }

  /** @internal */
  public abstract readonly _source: IdSource;
}

class Deduplication extends MessageDeduplication {
  constructor(public readonly _source: IdSource) {
    super();
  }
}
