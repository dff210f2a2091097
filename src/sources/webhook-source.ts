import { asana, type AsanaSourceOptions } from './providers/asana';
import { bitbucket, type BitbucketSourceOptions } from './providers/bitbucket';
import { cloudEvents, type CloudEventsSourceOptions } from './providers/cloud-events';
import { discord, type DiscordSourceOptions } from './providers/discord';
import { dropbox, type DropboxSourceOptions } from './providers/dropbox';
import { github, type GitHubSourceOptions } from './providers/github';
import { gitlab, type GitLabSourceOptions } from './providers/gitlab';
import { hmac, type HmacSourceOptions } from './providers/hmac';
import { linear, type LinearSourceOptions } from './providers/linear';
import { meta, type MetaSourceOptions } from './providers/meta';
import { microsoftGraph, type MicrosoftGraphSourceOptions } from './providers/microsoft-graph';
import { monday } from './providers/monday';
import { nylas, type NylasSourceOptions } from './providers/nylas';
import { okta, type OktaSourceOptions } from './providers/okta';
import { paypal, type PayPalSourceOptions } from './providers/paypal';
import { shopify, type ShopifySourceOptions } from './providers/shopify';
import { slack, type SlackSourceOptions } from './providers/slack';
import { square, type SquareSourceOptions } from './providers/square';
import { standardWebhooks, type StandardWebhooksSourceOptions } from './providers/standard-webhooks';
import { strava, type StravaSourceOptions } from './providers/strava';
import { stripe, type StripeSourceOptions } from './providers/stripe';
import { svix, type SvixSourceOptions } from './providers/svix';
import { trello, type TrelloSourceOptions } from './providers/trello';
import { twilio, type TwilioSourceOptions } from './providers/twilio';
import { twitch, type TwitchSourceOptions } from './providers/twitch';
import { webSub, type WebSubSourceOptions } from './providers/web-sub';
import { x, type XSourceOptions } from './providers/x';
import { zoom, type ZoomSourceOptions } from './providers/zoom';
import { source, type SourceDefinition } from './source-definition';

/**
 * Who sends: how its webhooks are signed, what identifies and groups its events, and how it makes sure of an address before it posts to
 * it. What a route says about grouping, deduplication and acknowledgement takes precedence.
 *
 * Each factory says what is known of its sender; docs/sources.md has it as a table.
 */
export abstract class WebhookSource {
  /** Any sender. Nothing is checked, and nothing is known about its webhooks. */
  public static none(): WebhookSource {
    return new DefinedSource(source('none', {}));
  }

  /**
   * Asana: an `X-Hook-Signature`. The address is made sure of by a POST whose `X-Hook-Secret` the answer repeats; that is the secret, and the
   * answer to the call that made the webhook shows it. Waits 10 seconds, and sends again.
   */
  public static asana(options: AsanaSourceOptions = {}): WebhookSource {
    return new DefinedSource(asana(options));
  }

  /** Bitbucket Cloud: an `X-Hub-Signature`, deduplicated by `X-Request-UUID`, grouped by repository. Waits 10 seconds, and sends again after a 5xx. */
  public static bitbucket(options: BitbucketSourceOptions = {}): WebhookSource {
    return new DefinedSource(bitbucket(options));
  }

  /** Senders of CloudEvents, such as Azure Event Grid: not signed; a sender asks by OPTIONS whether it may send. */
  public static cloudEvents(options: CloudEventsSourceOptions = {}): WebhookSource {
    return new DefinedSource(cloudEvents(options));
  }

  /**
   * Discord's webhook events, which are signed with Ed25519. Discord makes sure, also by wrong signatures, that they are checked at once, which
   * takes the function door. Waits 3 seconds for a 204, and sends again. Its interactions want an answer from the backend itself; no buffer can
   * stand in between.
   */
  public static discord(options: DiscordSourceOptions): WebhookSource {
    return new DefinedSource(discord(options));
  }

  /** Dropbox: an `X-Dropbox-Signature`. The address is verified with a `challenge`. Waits 10 seconds for a 200, and sends again. */
  public static dropbox(options: DropboxSourceOptions = {}): WebhookSource {
    return new DefinedSource(dropbox(options));
  }

  /** GitHub: an `X-Hub-Signature-256`, deduplicated by `X-GitHub-Delivery`, grouped by repository. Waits 10 seconds, and does not send again. */
  public static github(options: GitHubSourceOptions = {}): WebhookSource {
    return new DefinedSource(github(options));
  }

  /** GitLab: an `X-Gitlab-Token` or a signature, deduplicated by `Idempotency-Key`, grouped by project. Waits 10 seconds, and does not send again. */
  public static gitlab(options: GitLabSourceOptions = {}): WebhookSource {
    return new DefinedSource(gitlab(options));
  }

  /**
   * Any sender that signs its webhooks with an HMAC in a header.
   *
   * @throws if a header's name is not one that HTTP allows, or if what is signed lacks the body or names a time that has no header
   */
  public static hmac(options: HmacSourceOptions): WebhookSource {
    return new DefinedSource(hmac(options));
  }

  /**
   * Linear: a `Linear-Signature`, deduplicated by `Linear-Delivery`, grouped by the issue or whatever else changed. Waits 5 seconds for a 200, and
   * sends again.
   */
  public static linear(options: LinearSourceOptions = {}): WebhookSource {
    return new DefinedSource(linear(options));
  }

  /** Facebook, Instagram and WhatsApp: an `X-Hub-Signature-256`; the address is verified with a `hub.challenge`. Wants a 200, and sends again. */
  public static meta(options: MetaSourceOptions): WebhookSource {
    return new DefinedSource(meta(options));
  }

  /**
   * Microsoft Graph: a `clientState` in each notification. The address is verified by a POST with a `validationToken`. Waits 3 seconds, and sends
   * again for 4 hours.
   */
  public static microsoftGraph(options: MicrosoftGraphSourceOptions = {}): WebhookSource {
    return new DefinedSource(microsoftGraph(options));
  }

  /**
   * monday.com: deduplicated by `triggerUuid`, grouped by item; its signatures are not checked. The address is verified with a `challenge` in a
   * body, which takes the function door. Sends again for half an hour.
   */
  public static monday(): WebhookSource {
    return new DefinedSource(monday());
  }

  /**
   * Nylas: an `X-Nylas-Signature`, deduplicated by the notification's id, grouped by the object that changed. The address is verified with a
   * `challenge`. Waits 10 seconds for a 200, and sends again.
   */
  public static nylas(options: NylasSourceOptions = {}): WebhookSource {
    return new DefinedSource(nylas(options));
  }

  /**
   * Okta's event hooks: a secret in a header, deduplicated by `eventId`. The address is verified with an `X-Okta-Verification-Challenge`. Waits 3
   * seconds for an answer without a body, and sends again once.
   */
  public static okta(options: OktaSourceOptions = {}): WebhookSource {
    return new DefinedSource(okta(options));
  }

  /** PayPal: signed with a certificate, deduplicated by the event's id, grouped by the resource that it is about. Sends again for 3 days. */
  public static paypal(options: PayPalSourceOptions = {}): WebhookSource {
    return new DefinedSource(paypal(options));
  }

  /**
   * Shopify: an `X-Shopify-Hmac-Sha256`, deduplicated by `X-Shopify-Webhook-Id`, grouped by the order or whatever else changed. Waits 5 seconds,
   * and sends again for 4 hours.
   */
  public static shopify(options: ShopifySourceOptions = {}): WebhookSource {
    return new DefinedSource(shopify(options));
  }

  /**
   * Slack: an `X-Slack-Signature`, deduplicated by `event_id`. The address is verified with a challenge in a body, which takes the function door.
   * Waits 3 seconds, and sends again 3 times.
   */
  public static slack(options: SlackSourceOptions = {}): WebhookSource {
    return new DefinedSource(slack(options));
  }

  /**
   * Square: an `X-Square-HmacSha256-Signature` that covers the address, deduplicated by `event_id`, grouped by the object that changed. Waits 10
   * seconds, and sends again for a day.
   */
  public static square(options: SquareSourceOptions = {}): WebhookSource {
    return new DefinedSource(square(options));
  }

  /**
   * Any sender that keeps to Standard Webhooks: a `webhook-signature`, deduplicated by `webhook-id`. Such senders wait 15 seconds or more, and
   * send again.
   */
  public static standardWebhooks(options: StandardWebhooksSourceOptions = {}): WebhookSource {
    return new DefinedSource(standardWebhooks(options));
  }

  /**
   * Strava: not signed, grouped by the activity or athlete. The address is verified with a `hub.challenge`. Waits 2 seconds for a 200, and sends
   * again twice.
   */
  public static strava(options: StravaSourceOptions): WebhookSource {
    return new DefinedSource(strava(options));
  }

  /** Stripe: a `Stripe-Signature`, deduplicated by the event's id, grouped by the object that it is about. Sends again for 3 days. */
  public static stripe(options: StripeSourceOptions = {}): WebhookSource {
    return new DefinedSource(stripe(options));
  }

  /** Senders that use Svix: an `svix-signature`, deduplicated by `svix-id`. Waits 15 seconds, and sends again for a day. */
  public static svix(options: SvixSourceOptions = {}): WebhookSource {
    return new DefinedSource(svix(options));
  }

  /**
   * Trello: an `X-Trello-Webhook` that covers the address, deduplicated by the action's id, grouped by card. The address is made sure of by HEAD.
   * Wants a 200, and sends again 3 times.
   */
  public static trello(options: TrelloSourceOptions = {}): WebhookSource {
    return new DefinedSource(trello(options));
  }

  /**
   * Twilio: an `X-Twilio-Signature` that covers the address, deduplicated by `I-Twilio-Idempotency-Token`. Waits 15 seconds, and does not send
   * again unless the address asks for it.
   */
  public static twilio(options: TwilioSourceOptions = {}): WebhookSource {
    return new DefinedSource(twilio(options));
  }

  /**
   * Twitch's EventSub: a `Twitch-Eventsub-Message-Signature`, deduplicated by `Twitch-Eventsub-Message-Id`. The address is verified with a signed
   * challenge, which takes the function door. Sends again.
   */
  public static twitch(options: TwitchSourceOptions): WebhookSource {
    return new DefinedSource(twitch(options));
  }

  /** Hubs of WebSub, such as YouTube's: an `X-Hub-Signature`. Subscriptions are verified with a `hub.challenge`. */
  public static webSub(options: WebSubSourceOptions = {}): WebhookSource {
    return new DefinedSource(webSub(options));
  }

  /**
   * X: an `X-Twitter-Webhooks-Signature`. The address is verified every hour with a `crc_token`, which takes the function door. Waits 10 seconds for
   * a 200.
   */
  public static x(options: XSourceOptions): WebhookSource {
    return new DefinedSource(x(options));
  }

  /**
   * Zoom: an `x-zm-signature`, grouped by the meeting, user or other object. The address is verified every 72 hours with a token to sign, which
   * takes the function door. Waits 3 seconds, and sends again 3 times.
   */
  public static zoom(options: ZoomSourceOptions): WebhookSource {
    return new DefinedSource(zoom(options));
  }

  /** @internal */
  public abstract readonly _definition: SourceDefinition;
}

class DefinedSource extends WebhookSource {
  constructor(public readonly _definition: SourceDefinition) {
    super();
  }
}
