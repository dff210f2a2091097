import { readFunction } from '../../../cli/local/runtime/function-definition';

const stack = { name: 'Shop', account: '111122223333', region: 'eu-west-1', resources: new Map() };

function read(properties: object): ReturnType<typeof readFunction> {
  return readFunction({ logicalId: 'Forwarder', type: 'AWS::Lambda::Function', properties: { Runtime: 'nodejs22.x', ...properties } }, stack, '/code');
}

test('reads what the template says', () => {
  expect(read({
    FunctionName: 'forwarder',
    Handler: 'index.handler',
    MemorySize: 512,
    Timeout: 60,
    ReservedConcurrentExecutions: 3,
    Environment: { Variables: { A: '1', B: 2 } },
  })).toEqual({
    name: 'forwarder',
    arn: 'arn:aws:lambda:eu-west-1:111122223333:function:forwarder',
    region: 'eu-west-1',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    codeDirectory: '/code',
    memoryMegabytes: 512,
    timeoutSeconds: 60,
    reservedConcurrency: 3,
    variables: { A: '1', B: '2' },
  });
});

test("falls back to Lambda's defaults", () => {
  expect(read({})).toMatchObject({ memoryMegabytes: 128, timeoutSeconds: 3, reservedConcurrency: Infinity, variables: {} });
});

test('refuses a runtime other than Node.js', () => {
  expect(() => read({ Runtime: 'python3.13' })).toThrow('Function Forwarder has runtime python3.13; on this machine only Node.js runs.');
});
