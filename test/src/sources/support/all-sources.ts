import { SecretValue, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { WebhookSecret, WebhookSource } from '../../../../src';

export const secret = WebhookSecret.fromSecretsManager(Secret.fromSecretNameV2(new Stack(), 'Secret', 'shared'));
export const verifyToken = SecretValue.secretsManager('verify-token');

/** Every source by the name of its factory, with what it has to know. */
export const ALL_SOURCES: { readonly [factory: string]: WebhookSource } = {
  asana: WebhookSource.asana({ secret }),
  bitbucket: WebhookSource.bitbucket({ secret }),
  cloudEvents: WebhookSource.cloudEvents(),
  discord: WebhookSource.discord({ publicKey: secret }),
  dropbox: WebhookSource.dropbox({ secret }),
  github: WebhookSource.github({ secret }),
  gitlab: WebhookSource.gitlab({ secret }),
  hmac: WebhookSource.hmac({ secret, header: 'X-Signature' }),
  linear: WebhookSource.linear({ secret }),
  meta: WebhookSource.meta({ secret, verifyToken }),
  microsoftGraph: WebhookSource.microsoftGraph({ secret }),
  monday: WebhookSource.monday(),
  none: WebhookSource.none(),
  nylas: WebhookSource.nylas({ secret }),
  okta: WebhookSource.okta({ secret }),
  paypal: WebhookSource.paypal({ webhookId: secret }),
  shopify: WebhookSource.shopify({ secret }),
  slack: WebhookSource.slack({ secret }),
  square: WebhookSource.square({ secret }),
  standardWebhooks: WebhookSource.standardWebhooks({ secret }),
  strava: WebhookSource.strava({ verifyToken }),
  stripe: WebhookSource.stripe({ secret }),
  svix: WebhookSource.svix({ secret }),
  trello: WebhookSource.trello({ secret }),
  twilio: WebhookSource.twilio({ secret }),
  twitch: WebhookSource.twitch({ secret }),
  webSub: WebhookSource.webSub({ secret }),
  x: WebhookSource.x({ secret }),
  zoom: WebhookSource.zoom({ secret }),
};
