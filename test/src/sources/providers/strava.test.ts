import { WebhookSource } from '../../../../src';
import { verifyToken } from '../support/all-sources';

test('groups by what changed', () => {
  expect(WebhookSource.strava({ verifyToken })._definition.grouping?._source).toEqual({ from: 'jsonPath', path: '$.object_id' });
});
