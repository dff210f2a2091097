import { MoveTask } from '../../engine/move-task';
import { operation, Operations } from '../operation';
import { integer, list, string, structure } from '../shapes';

const taskEntry = structure({ SourceArn: string, Status: string }, {
  TaskHandle: string,
  DestinationArn: string,
  MaxNumberOfMessagesPerSecond: integer,
  ApproximateNumberOfMessagesMoved: integer,
  ApproximateNumberOfMessagesToMove: integer,
  FailureReason: string,
  StartedTimestamp: integer,
});

const describe = (task: MoveTask) => ({
  // Only a task that runs can be cancelled, and needs a handle.
  TaskHandle: task.status === 'RUNNING' ? task.handle : undefined,
  Status: task.status,
  SourceArn: task.options.source.arn,
  DestinationArn: task.options.destination?.arn,
  MaxNumberOfMessagesPerSecond: task.options.maxMessagesPerSecond,
  ApproximateNumberOfMessagesMoved: task.messagesMoved,
  ApproximateNumberOfMessagesToMove: task.messagesToMove,
  FailureReason: task.failureReason,
  StartedTimestamp: task.startedAt,
});

export const moveTaskOperations: Operations = {
  StartMessageMoveTask: operation({
    input: structure({ SourceArn: string }, { DestinationArn: string, MaxNumberOfMessagesPerSecond: integer }),
    output: structure({ TaskHandle: string }, {}),
    run(input, { engine }) {
      const task = engine.startMoveTask({
        sourceArn: input.SourceArn,
        destinationArn: input.DestinationArn,
        maxMessagesPerSecond: input.MaxNumberOfMessagesPerSecond,
      });
      return { TaskHandle: task.handle };
    },
  }),

  ListMessageMoveTasks: operation({
    input: structure({ SourceArn: string }, { MaxResults: integer }),
    output: structure({ Results: list(taskEntry, 'ListMessageMoveTasksResultEntry') }, {}),
    run: (input, { engine }) => ({ Results: engine.moveTasks(input.SourceArn).slice(0, input.MaxResults ?? 1).map(describe) }),
  }),

  CancelMessageMoveTask: operation({
    input: structure({ TaskHandle: string }, {}),
    output: structure({ ApproximateNumberOfMessagesMoved: integer }, {}),
    run(input, { engine }) {
      const task = engine.moveTask(input.TaskHandle);
      task.cancel();
      return { ApproximateNumberOfMessagesMoved: task.messagesMoved };
    },
  }),
};
