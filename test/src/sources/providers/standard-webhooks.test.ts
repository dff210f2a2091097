import { WebhookSource } from '../../../../src';
import { isSignedBy } from '../support/signed-by';

test('signs as in the example of the documentation', () => {
  expect(isSignedBy(WebhookSource.standardWebhooks(), {
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    body: '{"test": 2432232314}',
    headers: {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1a,AA== v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
  })).toBe(true);
});
