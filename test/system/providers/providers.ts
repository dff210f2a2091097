import { asana } from './asana';
import { bitbucket } from './bitbucket';
import { discord } from './discord';
import { dropbox } from './dropbox';
import { github } from './github';
import { gitlab, gitlabSigned } from './gitlab';
import { linear } from './linear';
import { meta } from './meta';
import { microsoftGraph } from './microsoft-graph';
import { okta } from './okta';
import { paypal } from './paypal';
import type { Provider } from './provider';
import { shopify } from './shopify';
import { slack } from './slack';
import { square } from './square';
import { standardWebhooks } from './standard-webhooks';
import { stripe } from './stripe';
import { svix } from './svix';
import { trello } from './trello';
import { twilio } from './twilio';
import { twitch } from './twitch';
import { x } from './x';
import { zoom } from './zoom';

export const PROVIDERS: readonly Provider[] = [
  asana, bitbucket, discord, dropbox, github, gitlab, gitlabSigned, linear, meta, microsoftGraph, okta, paypal, shopify, slack, square,
  standardWebhooks, stripe, svix, trello, twilio, twitch, x, zoom,
];
