import { withStopRequest } from '../../../cli/commands/stop-request';

const exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);

test.each(['SIGINT', 'SIGTERM'] as const)('%s asks to stop; the next signal ends the program at once', async signal => {
  await withStopRequest(async stopRequested => {
    process.emit(signal);
    await stopRequested;
    expect(exit).not.toHaveBeenCalled();
    process.emit('SIGINT');
    expect(exit).toHaveBeenCalledWith(130);
  });
});

test('afterwards, signals do what they did before', async () => {
  const before = process.listenerCount('SIGINT');
  await expect(withStopRequest(async () => {
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    throw new Error('failed');
  })).rejects.toThrow('failed');
  expect(process.listenerCount('SIGINT')).toBe(before);
});
