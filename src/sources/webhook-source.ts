import { github, type GitHubSourceOptions } from './providers/github';
import { meta, type MetaSourceOptions } from './providers/meta';
import type { SourceDefinition } from './source-definition';

/**
 * Who sends: how its webhooks are signed, what identifies and groups its events, and how it makes sure of an address before it posts to
 * it. What a route says about grouping, deduplication and acknowledgement takes precedence.
 */
export abstract class WebhookSource {
  /** Any sender. Nothing is checked, and nothing is known about its webhooks. */
  public static none(): WebhookSource {
    return new DefinedSource({ name: 'none', secrets: [], handshakes: [], challenges: [] });
  }

  /** GitHub: an `X-Hub-Signature-256`, deduplicated by `X-GitHub-Delivery`, grouped by repository. */
  public static github(options: GitHubSourceOptions = {}): WebhookSource {
    return new DefinedSource(github(options));
  }

  /** Facebook, Instagram and WhatsApp: an `X-Hub-Signature-256`; the address is verified with a `hub.challenge`. */
  public static meta(options: MetaSourceOptions): WebhookSource {
    return new DefinedSource(meta(options));
  }

  /** @internal */
  public abstract readonly _definition: SourceDefinition;
}

class DefinedSource extends WebhookSource {
  constructor(public readonly _definition: SourceDefinition) {
    super();
  }
}
