import { isValidSlackRequest } from '@slack/bolt/dist/receivers/verify-request';
import { changedHeader, ofSignature } from './forgeries';
import { hmac, payload, type Provider, unixSeconds } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const FORM = 'application/x-www-form-urlencoded';

/** Checked by `@slack/bolt`, which signs nothing, at the time at which it was sent. The slash command is signed in Slack's documentation. */
export const slack: Provider = {
  name: 'slack',
  secret: SECRET,
  source: secret => WebhookSource.slack({ secret }),
  examples: { 'an event': payload('slack-event.json'), 'a slash command': payload('slack-command.form') },
  deduplicated: true,
  eventId: 'Ev9UQ52YNA',
  published: [{
    headers: {
      'Content-Type': FORM,
      'X-Slack-Request-Timestamp': '1531420618',
      'X-Slack-Signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    },
    body: payload('slack-command.form'),
  }],
  sign: body => {
    const timestamp = unixSeconds();
    return {
      headers: {
        'Content-Type': body.toString().startsWith('{') ? 'application/json' : FORM,
        'X-Slack-Request-Timestamp': timestamp,
        'X-Slack-Signature': `v0=${hmac('sha256', SECRET, ['v0:', timestamp, ':', body], 'hex')}`,
      },
      body,
    };
  },
  verify: ({ body, header }) => {
    const timestamp = Number(header('x-slack-request-timestamp'));
    return isValidSlackRequest({
      signingSecret: SECRET,
      body: body.toString(),
      headers: { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': header('x-slack-signature') },
      nowMilliseconds: timestamp * 1_000,
    });
  },
  forgeries: { ...ofSignature('X-Slack-Signature'), 'a changed time': changedHeader('X-Slack-Request-Timestamp') },
};
