import { Backend } from './support/backend';
import { openSqsCalls } from '../../lambda/forwarder/sqs-calls';

test('a queue is found by its ARN, in the account that owns it', async () => {
  const service = await Backend.start();
  service.answer = response => { response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify({ QueueUrl: 'https://sqs.example/1/told' })); };
  const calls = openSqsCalls({ region: 'eu-west-1', endpoint: service.url, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
  expect(await calls.queueUrl('arn:aws:sqs:eu-west-1:111122223333:told')).toBe('https://sqs.example/1/told');
  expect(JSON.parse(service.requests[0].body.toString())).toEqual({ QueueName: 'told', QueueOwnerAWSAccountId: '111122223333' });
  service.answer = response => { response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0' }).end('{}'); };
  expect(await calls.queueUrl('arn:aws:sqs:eu-west-1:111122223333:gone')).toBe('');
  await service.stop();
});
