import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { secret, verifyToken } from './support/all-sources';
import { Acknowledgement, type WebhookBufferProps, WebhookMethod, WebhookSource } from '../../../src';
import { synthesize } from '../support';

const warnings = (props: Partial<WebhookBufferProps>): string[] => {
  const { stack } = synthesize(props);
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-webhook-buffer:')).map(({ entry }) => String(entry.data));
};

test.each<[string, Partial<WebhookBufferProps>, RegExp]>([
  ['methods that the source does not use', { source: WebhookSource.github(), methods: [WebhookMethod.PUT] }, /route \/: github sends by POST, which methods leaves out/],
  ['a status that the source takes for a failure', { source: WebhookSource.strava({ verifyToken }), acknowledgement: Acknowledgement.accepted() },
    /strava takes only an answer of 200 for a success, and acknowledgement is 202/],
  ['a limit before a source that does not try again', { source: WebhookSource.github(), doorRateLimit: 10 }, /github does not send again what is refused, so what exceeds doorRateLimit/],
])('warns of %s', (_, props, message) => {
  expect(warnings(props)).toEqual([expect.stringMatching(message)]);
});

test.each<[string, Partial<WebhookBufferProps>]>([
  ['a source as it is', { source: WebhookSource.github() }],
  ['a limit before a source that tries again', { source: WebhookSource.stripe(), doorRateLimit: 10 }],
  ['a route for any sender', { methods: [WebhookMethod.PUT], acknowledgement: Acknowledgement.noContent(), doorBurstLimit: 5 }],
  ['a secret at the function door', { source: WebhookSource.github({ secret }), functionDoor: true }],
  ['a status of several', { source: WebhookSource.zoom({ secret }), acknowledgement: Acknowledgement.noContent() }],
])('does not warn of %s', (_, props) => {
  expect(warnings(props)).toEqual([]);
});

test('a route of another source inherits nothing that the source of the buffer says', () => {
  const { buffer, stack } = synthesize({ source: WebhookSource.okta() });
  buffer.addRoute('/strava', { source: WebhookSource.strava({ verifyToken }) });
  expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('strava takes only'))).toEqual([]);
});
