import type { SecretValue } from 'aws-cdk-lib';
import type { AccessRule } from './access-rule';
import { addresses } from './addresses';
import { apiKey, type ApiKeyAccessOptions } from './api-key';
import { pathToken } from './path-token';
import { managedWebAcl, type ManagedWebAclOptions, webAcl } from './web-acl';

/** What requests have to meet before the door takes them. With several, they have to meet all. */
export abstract class DoorAccess {
  /**
   * An API key in the header `x-api-key`, by a usage plan. Without one of the keys a webhook is answered 403; handshakes that come by another method than webhooks need none. It costs
   * nothing. Few providers can send such a header.
   *
   * @throws if the limits do not go together
   */
  public static apiKey(options: ApiKeyAccessOptions = {}): DoorAccess {
    return new DefinedAccess(apiKey(options));
  }

  /**
   * Addresses from which requests come, by a resource policy; all others are answered 403. It costs nothing. Providers change their
   * ranges, and then have to be followed by a deployment. To let in the local stack, list `127.0.0.1`, from which nothing comes on AWS.
   *
   * @param ranges IPv4 or IPv6 addresses or ranges, such as `192.0.2.7`, `192.0.2.0/24` or `2001:db8::/32`
   * @throws if one is malformed, or if the policy gets longer than the 8,192 characters that API Gateway takes
   */
  public static addresses(...ranges: string[]): DoorAccess {
    return new DefinedAccess(addresses(ranges));
  }

  /**
   * A path that nobody can guess: the token comes before the path of each route. With another one a request is answered 404, as at any
   * unknown path. It costs nothing, and any provider can send it.
   *
   * `url` and the outputs have `{pathToken}` in its place. It gets into no log of this buffer and not to the backend; the queues hold it
   * within each webhook, and whoever may read the API's resources in the account can see it. So it is no replacement for a signature.
   *
   * @param token 20 to 128 letters, digits, `_` and `-`, made at random. With `SecretValue.secretsManager` it stands in no template; a new
   * value takes effect once the reference changes too, such as by its version
   * @throws if a token that is known at synthesis is shorter, or has other characters
   */
  public static pathToken(token: SecretValue): DoorAccess {
    return new DefinedAccess(pathToken(token));
  }

  /**
   * A web ACL of one's own; what it blocks is answered 403. WAF inspects the first 16 KB of a body, unless the ACL says otherwise.
   *
   * @param webAclArn of a regional WAFv2 web ACL
   * @throws if it is no such ARN
   */
  public static webAcl(webAclArn: string): DoorAccess {
    return new DefinedAccess(webAcl(webAclArn));
  }

  /**
   * A ready-made web ACL with the `AWSManagedRulesCommonRuleSet`, in which the rules that refuse good webhooks only count: those about
   * bodies, about a missing User-Agent and about long queries or URLs in them. About 6 USD a month, 1 more with `maxPerAddress`, and
   * 0.60 USD per million requests.
   *
   * @throws if the limit is out of range
   */
  public static managedWebAcl(options: ManagedWebAclOptions = {}): DoorAccess {
    return new DefinedAccess(managedWebAcl(options));
  }

  /** @internal */
  public abstract readonly _rule: AccessRule;
}

class DefinedAccess extends DoorAccess {
  constructor(public readonly _rule: AccessRule) {
    super();
  }
}
