import { WebhookSource } from '../../../../src';

test('has its challenge answered with itself', () => {
  expect(WebhookSource.monday()._definition.challenges).toEqual([expect.objectContaining({
    answer: { status: 200, contentType: 'application/json', fields: { challenge: { kind: 'copy', of: { from: 'json', path: '$.challenge' } } } },
  })]);
});
