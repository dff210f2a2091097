import Stripe from 'stripe';
import { ofSignature } from './forgeries';
import { payload, type Provider } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const { webhooks } = new Stripe('sk_test_none');

/** Signed and checked by `stripe`. */
export const stripe: Provider = {
  name: 'stripe',
  secret: SECRET,
  source: secret => WebhookSource.stripe({ secret }),
  examples: { 'a charge': payload('stripe.json') },
  group: 'ch_000000000000000000000000',
  deduplicated: true,
  eventId: 'evt_1DbqCuDEQaroqDjsojJSNhmh',
  sign: body => ({
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Stripe-Signature': webhooks.generateTestHeaderString({ payload: body.toString(), secret: SECRET }),
    },
    body,
  }),
  verify: ({ body, header }) => webhooks.constructEvent(body, header('stripe-signature'), SECRET).object === 'event',
  forgeries: ofSignature('Stripe-Signature'),
};
