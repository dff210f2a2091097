import { element, svg } from './dom.js';
import { count, time } from './format.js';

const SHOWN_MILLIS = 300_000;
const HEIGHT = 150;
const MARGIN = { top: 8, right: 12, bottom: 22, left: 44 };
/** Samples that are further apart have a gap between them. */
const GAP_MILLIS = 3_000;

/**
 * Lines over the last five minutes.
 * Series are `{ name, color, dashed, points: [{ at, value }] }`, the color being the name of a custom property in the style sheet.
 */
export class Plot {
  constructor(title) {
    Object.assign(this, { title, series: [], now: Date.now() });
    this.legend = element('ul', { className: 'legend' });
    this.drawing = svg('svg', { role: 'img', height: HEIGHT });
    this.readout = element('p', { className: 'readout', hidden: true });
    this.node = element('figure', {},
      element('figcaption', {}, element('h2', {}, title), this.legend),
      element('div', { className: 'plot' }, this.drawing, this.readout));
    new ResizeObserver(() => this.draw()).observe(this.drawing);
    this.drawing.addEventListener('pointermove', event => this.point(event.offsetX));
    this.drawing.addEventListener('pointerleave', () => this.point(undefined));
  }

  show(series, now) {
    this.series = series;
    this.now = now;
    this.legend.replaceChildren(...series.map(({ name, color, dashed }) =>
      element('li', {}, key({ color, dashed }), name)));
    const latest = series.map(({ name, points }) => `${name} ${count(points.at(-1)?.value ?? 0)}`);
    this.drawing.setAttribute('aria-label', `${this.title}: ${latest.join(', ')}`);
    this.draw();
  }

  draw() {
    this.width = this.drawing.clientWidth;
    if (this.width === 0) return;
    this.ticks = niceTicks(Math.max(0, ...this.series.flatMap(({ points }) => points.map(({ value }) => value))));
    this.drawing.replaceChildren(...this.grid(), ...this.series.map(line => this.line(line)), ...this.pointer());
  }

  x(at) {
    return MARGIN.left + (1 - (this.now - at) / SHOWN_MILLIS) * (this.width - MARGIN.left - MARGIN.right);
  }

  timeAt(x) {
    return this.now - (1 - (x - MARGIN.left) / (this.width - MARGIN.left - MARGIN.right)) * SHOWN_MILLIS;
  }

  y(value) {
    return HEIGHT - MARGIN.bottom - value / this.ticks.at(-1) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  }

  grid() {
    const { width } = this;
    const rows = this.ticks.flatMap(tick => [
      svg('line', { class: 'grid', x1: MARGIN.left, x2: width - MARGIN.right, y1: this.y(tick), y2: this.y(tick) }),
      svg('text', { x: MARGIN.left - 8, y: this.y(tick) + 4, 'text-anchor': 'end' }, count(tick)),
    ]);
    const columns = [5, 4, 3, 2, 1, 0].flatMap(minutes => {
      const x = this.x(this.now - minutes * 60_000);
      return [
        svg('line', { class: 'tick', x1: x, x2: x, y1: HEIGHT - MARGIN.bottom, y2: HEIGHT - MARGIN.bottom + 4 }),
        svg('text', { x, y: HEIGHT - 5, 'text-anchor': minutes === 0 ? 'end' : 'middle' }, minutes === 0 ? 'now' : `−${minutes} min`),
      ];
    });
    return [...rows, ...columns];
  }

  line({ points, color, dashed }) {
    const shown = points.filter(({ at }) => at >= this.now - SHOWN_MILLIS);
    const path = shown.map(({ at, value }, index) =>
      `${index === 0 || at - shown[index - 1].at > GAP_MILLIS ? 'M' : 'L'}${this.x(at).toFixed(1)} ${this.y(value).toFixed(1)}`).join('');
    return svg('path', { class: dashed ? 'line dashed' : 'line', d: path, stroke: `var(--${color})` });
  }

  point(offset) {
    this.pointedAt = offset === undefined ? undefined : this.timeAt(offset);
    this.draw();
  }

  /** A line at the time that is pointed at, and what was then. */
  pointer() {
    const nearest = this.pointedAt === undefined ? undefined : this.nearestTime(this.pointedAt);
    this.readout.hidden = nearest === undefined;
    if (nearest === undefined) return [];
    const valueThen = ({ points }) => points.find(({ at }) => Math.abs(at - nearest) < 500)?.value;
    const values = this.measured.filter(line => valueThen(line) !== undefined).map(line => `${line.name} ${count(valueThen(line))}`);
    this.readout.textContent = [time(nearest).slice(0, 8), ...values].join(' · ');
    return [svg('line', { class: 'pointer', x1: this.x(nearest), x2: this.x(nearest), y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom })];
  }

  /** The lines that are no limits. */
  get measured() {
    return this.series.filter(({ dashed }) => !dashed);
  }

  nearestTime(wanted) {
    const times = this.measured.flatMap(({ points }) => points.map(({ at }) => at));
    return times.reduce((best, at) => (best === undefined || Math.abs(at - wanted) < Math.abs(best - wanted) ? at : best), undefined);
  }
}

function key({ color, dashed }) {
  return svg('svg', { class: 'key', width: 18, height: 10, 'aria-hidden': 'true' },
    svg('line', { class: dashed ? 'line dashed' : 'line', x1: 0, x2: 18, y1: 5, y2: 5, stroke: `var(--${color})` }));
}

/** Whole numbers from 0 to at least the highest value, in steps that people count in. */
function niceTicks(highest) {
  const rough = Math.max(1, highest) / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map(factor => factor * magnitude).find(candidate => candidate >= rough));
  return Array.from({ length: Math.ceil(Math.max(1, highest) / step) + 1 }, (_, index) => index * step);
}
