import { SecretValue, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { WebhookSecret, WebhookSource } from '../../../../src';

export const secret = WebhookSecret.fromSecretsManager(Secret.fromSecretNameV2(new Stack(), 'Secret', 'shared'));
export const verifyToken = SecretValue.secretsManager('verify-token');

/** Every source by the name of its factory, with what it has to know. */
export const sourcesWith = (secretOf: (factory: string) => WebhookSecret): { readonly [factory: string]: WebhookSource } => ({
  asana: WebhookSource.asana({ secret: secretOf('asana') }),
  bitbucket: WebhookSource.bitbucket({ secret: secretOf('bitbucket') }),
  cloudEvents: WebhookSource.cloudEvents(),
  discord: WebhookSource.discord({ publicKey: secretOf('discord') }),
  dropbox: WebhookSource.dropbox({ secret: secretOf('dropbox') }),
  github: WebhookSource.github({ secret: secretOf('github') }),
  gitlab: WebhookSource.gitlab({ secret: secretOf('gitlab') }),
  hmac: WebhookSource.hmac({ secret: secretOf('hmac'), header: 'X-Signature' }),
  linear: WebhookSource.linear({ secret: secretOf('linear') }),
  meta: WebhookSource.meta({ secret: secretOf('meta'), verifyToken }),
  microsoftGraph: WebhookSource.microsoftGraph({ secret: secretOf('microsoftGraph') }),
  monday: WebhookSource.monday(),
  none: WebhookSource.none(),
  nylas: WebhookSource.nylas({ secret: secretOf('nylas') }),
  okta: WebhookSource.okta({ secret: secretOf('okta') }),
  paypal: WebhookSource.paypal({ webhookId: secretOf('paypal') }),
  shopify: WebhookSource.shopify({ secret: secretOf('shopify') }),
  slack: WebhookSource.slack({ secret: secretOf('slack') }),
  square: WebhookSource.square({ secret: secretOf('square') }),
  standardWebhooks: WebhookSource.standardWebhooks({ secret: secretOf('standardWebhooks') }),
  strava: WebhookSource.strava({ verifyToken }),
  stripe: WebhookSource.stripe({ secret: secretOf('stripe') }),
  svix: WebhookSource.svix({ secret: secretOf('svix') }),
  trello: WebhookSource.trello({ secret: secretOf('trello') }),
  twilio: WebhookSource.twilio({ secret: secretOf('twilio') }),
  twitch: WebhookSource.twitch({ secret: secretOf('twitch') }),
  webSub: WebhookSource.webSub({ secret: secretOf('webSub') }),
  x: WebhookSource.x({ secret: secretOf('x') }),
  zoom: WebhookSource.zoom({ secret: secretOf('zoom') }),
});

/** With one secret for all. */
export const ALL_SOURCES = sourcesWith(() => secret);
