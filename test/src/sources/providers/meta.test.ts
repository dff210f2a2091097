import { SecretValue } from 'aws-cdk-lib';
import { WebhookSource } from '../../../../src';
import { synthesize } from '../../support';
import { verifyToken } from '../support/all-sources';
import { isSignedBy } from '../support/signed-by';

test('signs as in the example of the documentation', () => {
  expect(isSignedBy(WebhookSource.meta({ verifyToken }), {
    secret: 'secret',
    body: 'test',
    headers: { 'x-hub-signature-256': 'sha256=0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914' },
  })).toBe(true);
});

test.each(["it's", 'a"b', '$token', '#end', 'a b', '', 'x'.repeat(513)])('refuses the verify token %j, and does not repeat it', token => {
  const act = (): unknown => synthesize({ source: WebhookSource.meta({ verifyToken: SecretValue.unsafePlainText(token) }) });
  expect(act).toThrow('a value of a handshake: "what was given" is not possible: a reference to a secret, or 1 to 512 letters, digits and ._~:/?@!*,;=+&%-');
});

test('refuses a verify token that CloudFormation would not resolve', () => {
  expect(() => synthesize({ source: WebhookSource.meta({ verifyToken: SecretValue.ssmSecure('/meta/token', '1') }) })).toThrow(/source: "SecretValue\.ssmSecure" is not possible: .*use SecretValue\.secretsManager/);
});

test('takes a verify token in plain text', () => {
  expect(() => synthesize({ source: WebhookSource.meta({ verifyToken: SecretValue.unsafePlainText('meatyhamhock') }) })).not.toThrow();
});
