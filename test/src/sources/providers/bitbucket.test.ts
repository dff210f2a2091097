import { WebhookSource } from '../../../../src';
import { isSignedBy } from '../support/signed-by';

test('signs as in the example of the documentation', () => {
  expect(isSignedBy(WebhookSource.bitbucket(), {
    secret: "It's a Secret to Everybody",
    body: 'Hello World!',
    headers: { 'x-hub-signature': 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9' },
  })).toBe(true);
});

test('groups by a name, since an id in braces would be taken for an object', () => {
  expect(WebhookSource.bitbucket()._definition.grouping?._source).toEqual({ from: 'jsonPath', path: '$.repository.full_name' });
});
