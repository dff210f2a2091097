import { WebhookSource } from '../../../../src';

test('sends clientState with each notification of a batch', () => {
  expect(WebhookSource.microsoftGraph()._definition.signature).toEqual({ kind: 'token', at: { from: 'json', path: '$.value[*].clientState' } });
});
