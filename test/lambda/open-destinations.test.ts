import { record } from './support/records';
import { openDestinations } from '../../lambda/forwarder/destinations/open-destinations';
import { deliveryOf } from '../../lambda/forwarder/invocation';

const OPTIONS = {
  buffer: 'Orders',
  client: {},
  sqs: { sendMessage: () => Promise.reject(new Error('not asked')), queueUrl: () => Promise.reject(new Error('not asked')) },
  now: Date.now,
};

test('nobody is told where there is no destination', async () => {
  const destinations = openDestinations({ ...OPTIONS, configuration: { atLeastOnce: true, includeBody: false } });
  await expect(destinations.announce({ state: 'DELIVERED' }, deliveryOf(record()))).resolves.toBeUndefined();
  await expect(destinations.announce({ state: 'PARKED' }, deliveryOf(record()))).resolves.toBeUndefined();
});

test('a destination of another service takes no announcements', async () => {
  const destinations = openDestinations({ ...OPTIONS, configuration: { onSuccess: 'arn:aws:s3:::bucket', atLeastOnce: true, includeBody: false } });
  await expect(destinations.announce({ state: 'DELIVERED' }, deliveryOf(record()))).rejects.toThrow('takes no announcements');
});
