import { WebhookSource } from '../../../../src';
import { isSignedBy } from '../support/signed-by';

const BODY = 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text='
  + '&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';

test('signs as in the example of the documentation', () => {
  expect(isSignedBy(WebhookSource.slack(), {
    secret: '8f742231b10e8888abcd99yyyzzz85a5',
    body: BODY,
    headers: { 'x-slack-request-timestamp': '1531420618', 'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503' },
  })).toBe(true);
});

test('answers without a body, which a person would see', () => {
  expect(WebhookSource.slack()._definition.acknowledgement).toMatchObject({ _status: 200, _withBody: false });
});

test('answers its challenge with the challenge', () => {
  expect(WebhookSource.slack()._definition.challenges).toEqual([{
    when: { method: 'POST', has: { from: 'json', path: '$.type' }, equals: 'url_verification' },
    signed: true,
    answer: { status: 200, contentType: 'text/plain', text: { kind: 'copy', of: { from: 'json', path: '$.challenge' } } },
  }]);
});
