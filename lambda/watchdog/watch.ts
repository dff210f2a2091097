import { decide, type CircuitState, type Step } from './decide';
import type { Ports } from './ports';
import { errorFields } from '../logging/error-fields';

/**
 * Disables the event source mapping while the target's circuit is open for long, and enables it again. The mark is set before the mapping is disabled, and removed
 * after it is enabled, so that no crash in between can leave it disabled.
 */
export async function watch(pauseAfterMillis: number, ports: Ports): Promise<void> {
  const [mapping, state] = await Promise.all([ports.mapping.state(), stateOf(ports)]);
  const step = decide(mapping, state, pauseAfterMillis, ports.now());
  await take(step, ports);
  ports.publish(step === 'pause' || (mapping === 'disabled' && step === 'none'));
}

async function stateOf({ table, log }: Ports): Promise<CircuitState | undefined> {
  try {
    return await table.read();
  } catch (error) {
    log.warn('circuit_state_failed', errorFields(error));
    return undefined;
  }
}

async function take(step: Step, { mapping, table, log, now }: Ports): Promise<void> {
  switch (step) {
    case 'pause':
      await table.markPaused(now());
      await mapping.enable(false);
      log.warn('buffer_paused', {});
      break;
    case 'resume':
      await mapping.enable(true);
      log.info('buffer_resumed', {});
      await table.forgetPause();
      break;
    case 'forget':
      await table.forgetPause();
      break;
    case 'none':
      break;
  }
}
