import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { httpTarget, type HttpTargetOptions } from './http-target';
import type { TargetDefinition } from './target-definition';
import type { TargetConfiguration } from '../contract/forwarder-configuration';

/** Where webhooks are forwarded. */
export abstract class WebhookTarget {
  /**
   * An HTTP backend. A webhook keeps its method, body, headers, query and path; the path below the door is appended to the URL's, and
   * no webhook leaves the URL's origin and path. Redirects are not followed.
   *
   * @param url the backend's origin and base path, such as `https://orders.example.com/hooks`
   * @throws if the URL is not absolute, is not `https:` (see `allowHttp`), or has credentials, a query or a fragment, if a timeout is
   * not above zero, or above the 14 minutes that fit into an invocation, if a header cannot be sent, is the forwarder's own, or is set twice,
   * or if certificates are given for an `http:` URL
   */
  public static http(url: string, options: HttpTargetOptions = {}): WebhookTarget {
    return new DefinedTarget(httpTarget(url, options));
  }

  /** @internal Most milliseconds that one attempt takes. */
  public abstract readonly _attemptMillis: number;

  /** @internal */
  public abstract readonly _configuration: TargetConfiguration;

  /** @internal */
  public abstract readonly _configurationInVpc: TargetConfiguration;

  /** @internal Lets the forwarder reach it. */
  public abstract _grantTo(forwarder: IGrantable): void;
}

class DefinedTarget extends WebhookTarget {
  public readonly _attemptMillis: number;
  public readonly _configuration: TargetConfiguration;
  public readonly _configurationInVpc: TargetConfiguration;

  constructor(private readonly definition: TargetDefinition) {
    super();
    this._attemptMillis = definition.attemptMillis;
    this._configuration = definition.configuration;
    this._configurationInVpc = definition.configurationInVpc ?? definition.configuration;
  }

  public _grantTo(forwarder: IGrantable): void {
    this.definition.grant(forwarder);
  }
}
