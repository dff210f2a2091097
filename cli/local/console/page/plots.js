import { Plot } from './plot.js';

const BUFFER_COLORS = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'];

/** The queue and the backend over time: of one buffer in detail, of several with a line each. */
export class PlotsView {
  constructor(container, store) {
    this.store = store;
    this.queue = new Plot('On the queue');
    this.backend = new Plot('Backend concurrency');
    container.append(this.queue.node, this.backend.node);
  }

  update() {
    const { shownBuffers, samples } = this.store;
    const now = Math.max(samples.at(-1)?.at ?? 0, Date.now() - 1_500);
    const [only] = shownBuffers;
    if (shownBuffers.length === 1) {
      this.queue.show(this.queueOf(only), now);
      this.backend.show(this.backendOf(only), now);
    } else {
      this.queue.show(this.perBuffer('onQueue'), now);
      this.backend.show(this.perBuffer('concurrency'), now);
    }
    this.backend.node.hidden = !shownBuffers.some(({ backendSeen }) => backendSeen);
  }

  queueOf({ name }) {
    return [
      { name: 'webhooks on the queue', color: 'series-1', points: this.points(name, 'onQueue') },
      { name: 'of these retrying', color: 'series-2', points: this.points(name, 'retrying') },
    ];
  }

  backendOf({ name, concurrencyLimit }) {
    const points = this.points(name, 'concurrency');
    return [
      { name: 'requests at the same time, highest in each second', color: 'series-1', points },
      { name: `limit ${concurrencyLimit}`, color: 'limit', dashed: true, points: points.map(({ at }) => ({ at, value: concurrencyLimit })) },
    ];
  }

  perBuffer(field) {
    return this.store.buffers.map(({ name }, index) => {
      const color = BUFFER_COLORS[index % BUFFER_COLORS.length];
      return { name, color, points: this.points(name, field) };
    });
  }

  points(buffer, field) {
    return this.store.samples
      .filter(sample => sample.buffer === buffer && sample[field] !== undefined)
      .map(sample => ({ at: sample.at, value: sample[field] }));
  }
}
