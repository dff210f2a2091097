import { readEventSourceMapping } from '../../../cli/local/poller/event-source-mapping';

const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:1:q.fifo';

function read(properties: object): ReturnType<typeof readEventSourceMapping> {
  return readEventSourceMapping({ logicalId: 'Mapping', type: 'AWS::Lambda::EventSourceMapping', properties: { EventSourceArn: QUEUE_ARN, ...properties } });
}

test('is read from the template', () => {
  expect(read({ Enabled: false, BatchSize: 5, ScalingConfig: { MaximumConcurrency: 7 }, FunctionResponseTypes: ['ReportBatchItemFailures'] })).toEqual({
    queueArn: QUEUE_ARN, enabled: false, batchSize: 5, maximumConcurrency: 7, reportBatchItemFailures: true,
  });
});

test("falls back to Lambda's defaults", () => {
  expect(read({})).toEqual({ queueArn: QUEUE_ARN, enabled: true, batchSize: 10, maximumConcurrency: 1000, reportBatchItemFailures: false });
  expect(read({ ScalingConfig: {}, MaximumBatchingWindowInSeconds: 0 })).toMatchObject({ maximumConcurrency: 1000 });
});

test.each(['FilterCriteria', 'ProvisionedPollerConfig', 'MaximumBatchingWindowInSeconds'])('refuses %s', name => {
  expect(() => read({ [name]: 5 })).toThrow(`Event source mapping Mapping has ${name}, which the local stack does not emulate.`);
});

test('refuses a mapping of no queue', () => {
  expect(() => read({ EventSourceArn: undefined })).toThrow('Event source mapping Mapping has no EventSourceArn.');
});

test('refuses batches that one receive cannot fill', () => {
  expect(() => read({ BatchSize: 11 })).toThrow('Event source mapping Mapping has batches of 11; on this machine they can have up to 10.');
});
