import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { forward } from './forward';
import { deliveryOf, type Delivery, type Invocation } from './invocation';
import { drain } from './parking/drain';
import { isRelease } from './parking/release';
import { errorFields } from '../logging/error-fields';

/** Kept back at the end for Lambda to take the answer. */
const ANSWER_MILLIS = 250;

/** Forwards a batch: groups in parallel, the webhooks of a group one after another. Resolves to the records that are to come back. */
export async function forwardBatch(records: readonly SQSRecord[], invocation: Invocation): Promise<SQSBatchResponse> {
  const { settings } = invocation;
  const failed: Delivery[] = [];
  const all = [...groupsOf(records.map(deliveryOf), settings.fifo).values()];
  const [releases, webhooks] = [all.filter(([first]) => isRelease(first)), all.filter(([first]) => !isRelease(first))];
  invocation.groups?.expect(webhooks.map(([{ group }]) => group));
  // All workers take from the same iterator. A drain takes its time, so that it comes last.
  const groups = [...webhooks, ...releases].values();
  await invocation.circuit?.begin();
  const worker = async (): Promise<void> => {
    for (const group of groups) failed.push(...await forwardGroup(group, invocation));
  };
  await Promise.all(Array.from({ length: settings.groupsInParallel }, worker));
  await close(invocation);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** On a standard queue each record stands for itself. */
function groupsOf(deliveries: readonly Delivery[], fifo: boolean): Map<string, Delivery[]> {
  const groups = new Map<string, Delivery[]>();
  for (const delivery of deliveries) {
    const key = fifo ? delivery.group : delivery.messageId;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [delivery]);
    else group.push(delivery);
  }
  return groups;
}

/** Resolves to the first record that is not done with, and all behind it: SQS keeps their order only if they come back together. */
async function forwardGroup(group: readonly Delivery[], invocation: Invocation): Promise<readonly Delivery[]> {
  for (const [index, delivery] of group.entries()) {
    const heldUntil = await (isRelease(delivery) ? drain(delivery, invocation) : invocation.width.within(() => forward(delivery, invocation)));
    if (heldUntil === undefined) continue;
    const held = group.slice(index);
    invocation.hider.hide(held.map(({ record }) => record), heldUntil);
    return held;
  }
  return [];
}

async function close(invocation: Invocation): Promise<void> {
  const { announcements, attempts, bodies, circuit, hider, metrics, remainingMillis, publish, log, width } = invocation;
  const left = (): number => remainingMillis() - ANSWER_MILLIS;
  await Promise.all([attempts.close(left()), hider.close(left()), circuit?.close(left()), announcements.close(left())]);
  await bodies.close(left());
  width.close();
  try {
    publish(metrics);
  } catch (error) {
    log.error('metrics_failed', errorFields(error));
  }
}
