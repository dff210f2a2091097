import { MissingGroup } from './missing-group';
import type { IdSource } from '../contract/id-source';
import { parseBodyPath, requireHeaderName, requireParameterName } from '../door/id-names';
import { invalidArgument } from '../private/invalid-property';

/** Options for groupings whose value a webhook may lack. */
export interface MessageGroupingOptions {
  /**
   * What is done with a webhook that lacks the value.
   *
   * @default MissingGroup.OWN_GROUP - it waits for no other webhook, and none waits for it
   */
  readonly whenMissing?: MissingGroup;
}

/**
 * By what webhooks are grouped. Within a group they are delivered in the order in which they were accepted, one at a time; different
 * groups do not wait for each other.
 *
 * A value of any length and alphabet may serve. It is URL-encoded, and of more than 128 characters (the limit of SQS) the first 64
 * and the last 63 are kept.
 */
export abstract class MessageGrouping {
  /**
   * By a request header, whatever the case of its name.
   *
   * @throws if the name is not one that HTTP allows
   */
  public static header(name: string, options: MessageGroupingOptions = {}): MessageGrouping {
    return new CarriedGrouping({ from: 'header', name: requireHeaderName('MessageGrouping.header', name) }, options);
  }

  /**
   * By a query parameter.
   *
   * @throws if the name has characters other than letters, digits and `._~:[]-`
   */
  public static query(name: string, options: MessageGroupingOptions = {}): MessageGrouping {
    return new CarriedGrouping({ from: 'query', name: requireParameterName('MessageGrouping.query', name) }, options);
  }

  /**
   * By a segment of the path: the name of a parameter in the route's path, such as `orderId` in `/orders/{orderId}`.
   *
   * @throws if the name has characters other than letters, digits and `_`, and later if the route's path has no such parameter
   */
  public static pathParameter(name: string): MessageGrouping {
    if (!/^\w+$/.test(name)) throw invalidArgument('MessageGrouping.pathParameter', name, 'a name of letters, digits and _');
    return new CarriedGrouping({ from: 'pathParameter', name }, {});
  }

  /**
   * By a value in a JSON body, such as `$.order.id`. Text, numbers and booleans group; an object or a list counts as missing.
   *
   * A body that is sent as JSON and breaks off in the middle is answered 400 by API Gateway itself.
   *
   * @param path names and list indexes only: `$.order.id`, `$.items[0].sku`, `$['order-id']`
   * @throws if the path is anything else
   */
  public static jsonPath(path: string, options: MessageGroupingOptions = {}): MessageGrouping {
    return new CarriedGrouping({ from: 'jsonPath', path: parseBodyPath('MessageGrouping.jsonPath', path) }, options);
  }

  /** By the sender's address. */
  public static sourceAddress(): MessageGrouping {
    return new FixedGrouping({ from: 'sourceAddress' });
  }

  /**
   * All webhooks in one group: one after another, in order.
   *
   * @param group 1 to 128 letters, digits and `._-`
   * @throws if the group id is anything else
   */
  public static constant(group: string): MessageGrouping {
    if (!/^[\w.-]{1,128}$/.test(group)) throw invalidArgument('MessageGrouping.constant', group, '1 to 128 letters, digits and . _ -');
    return new FixedGrouping({ from: 'constant', value: group });
  }

  /** Each webhook in a group of its own: no order, and no waiting. */
  public static perRequest(): MessageGrouping {
    return new FixedGrouping({ from: 'request' });
  }

  /** @internal */
  public abstract readonly _source: IdSource;

  /** @internal */
  public abstract readonly _whenMissing: MissingGroup;
}

class CarriedGrouping extends MessageGrouping {
  public readonly _whenMissing: MissingGroup;

  constructor(public readonly _source: IdSource, options: MessageGroupingOptions) {
    super();
    this._whenMissing = options.whenMissing ?? MissingGroup.OWN_GROUP;
  }
}

class FixedGrouping extends MessageGrouping {
  public readonly _whenMissing = MissingGroup.OWN_GROUP;

  constructor(public readonly _source: IdSource) {
    super();
  }
}
