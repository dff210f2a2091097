import type { ConsoleSource } from './source';
import type { ConsoleState } from './state/console-state';

const GAUGE_MILLIS = 50;
const SAMPLE_MILLIS = 1_000;

/** Measures the buffers once a second, and their backends more often: a peak between two samples must not go unseen. */
export function startSampling(sources: readonly ConsoleSource[], state: ConsoleState): () => void {
  const stops = sources.map(source => {
    const peak = new Peak();
    const gauge = setInterval(() => peak.see(source.backend?.concurrency ?? 0), GAUGE_MILLIS);
    const sample = setInterval(() => void takeSample(source, peak, state), SAMPLE_MILLIS);
    return () => {
      clearInterval(gauge);
      clearInterval(sample);
    };
  });
  return () => stops.forEach(stop => stop());
}

class Peak {
  private highest = 0;

  see(value: number): void {
    this.highest = Math.max(this.highest, value);
  }

  take(): number {
    const { highest } = this;
    this.highest = 0;
    return highest;
  }
}

async function takeSample(source: ConsoleSource, peak: Peak, state: ConsoleState): Promise<void> {
  const { buffer, backend } = source;
  const at = Date.now();
  const concurrency = peak.take();
  const onQueue = await source.pending().catch(() => undefined);
  state.sampled({
    buffer,
    at,
    onQueue,
    retrying: state.figuresOf(buffer).retrying,
    ...backend && { concurrency, highestConcurrency: backend.highestConcurrency },
  });
}
