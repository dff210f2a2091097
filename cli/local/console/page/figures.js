import { element, setText } from './dom.js';
import { count, plural } from './format.js';
import { ASIDE } from './store.js';

const COLUMNS = [
  { title: 'Accepted', value: ({ figures }) => count(figures.accepted), note: asideFromAccepted },
  { title: 'Delivered', state: 'delivered', value: ({ figures }) => count(figures.delivered), note: ({ figures }) => share(figures) },
  { title: 'Queued', state: 'queued', value: ({ figures }) => count(figures.queued), note: () => 'waiting or under way' },
  { title: 'Retrying', state: 'retrying', value: ({ figures }) => count(figures.retrying), note: () => 'failed at least once' },
  { title: 'Set aside', state: 'dead-lettered', offersRelease: true, value: ({ figures }) => count(setAside(figures)), note: ({ figures }) => setAsideNote(figures) },
  { title: 'Refused', value: ({ figures }) => count(figures.refused), note: () => 'by the door' },
  { title: 'Backend concurrency', value: concurrency, note: concurrencyNote },
];

const setAside = figures => ASIDE.reduce((sum, state) => sum + figures[state], 0);

function setAsideNote(figures) {
  const kinds = ASIDE.filter(state => figures[state] > 0);
  return kinds.length === 1 ? kinds[0] : kinds.map(state => `${count(figures[state])} ${state}`).join(', ') || 'none';
}

function asideFromAccepted({ figures: { repeated, cameAnotherWay, handshake, duplicate } }) {
  const notes = [
    ...(duplicate > 0 ? [`${plural(duplicate, 'duplicate')} among them`] : []),
    ...(handshake > 0 ? [`${plural(handshake, 'handshake')} among them`] : []),
    ...(repeated > 0 ? [`+ ${plural(repeated, 'repetition')}`] : []),
    ...(cameAnotherWay > 0 ? [`+ ${count(cameAnotherWay)} not by the door`] : []),
  ];
  return notes.join(', ') || 'by the door';
}

function share({ accepted, cameAnotherWay, handshake, duplicate, delivered }) {
  const all = accepted + cameAnotherWay - handshake - duplicate;
  return all === 0 ? '' : `${Math.floor(delivered / all * 1000) / 10} %`;
}

function concurrency({ sample, buffer }) {
  return buffer.backendSeen ? `${count(sample?.concurrency ?? 0)} of ${count(buffer.concurrencyLimit)}` : '–';
}

function concurrencyNote({ sample, buffer }) {
  return buffer.backendSeen ? `highest ever ${count(sample?.highestConcurrency ?? 0)}` : `a backend of your own, limit ${count(buffer.concurrencyLimit)}`;
}

function figureCell({ title, state = '' }) {
  const value = element('span', { className: 'value' });
  const note = element('span', { className: 'note' });
  return { cell: element('td', { dataset: { state, title } }, value, note), value, note };
}

async function release(buffer, button) {
  button.disabled = true;
  try {
    const response = await fetch('/api/release', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ buffer }) });
    if (!response.ok) throw new Error(await response.text());
  } catch (error) {
    button.title = String(error);
  } finally {
    button.disabled = false;
  }
}

/** The figures of each buffer; with several of them, one can be selected to be shown alone. */
export class FiguresView {
  constructor(container, store, onSelect) {
    Object.assign(this, { container, store, onSelect });
  }

  /** Builds the table anew; the buffers are known from here on. */
  start() {
    const { buffers, severalBuffers } = this.store;
    this.rows = buffers.map(buffer => ({ buffer, cells: COLUMNS.map(figureCell) }));
    const head = [...(severalBuffers ? ['Buffer'] : []), ...COLUMNS.map(({ title }) => title)];
    this.container.replaceChildren(
      element('table', { className: severalBuffers ? 'several' : 'single' },
        element('caption', { className: 'unseen' }, 'Webhooks since the console started'),
        element('thead', {}, element('tr', {}, head.map(title => element('th', { attributes: { scope: 'col' } }, title)))),
        element('tbody', {}, this.rows.map(({ buffer, cells }) => element('tr', {},
          severalBuffers ? this.nameCell(buffer) : undefined,
          cells.map(({ cell }) => cell))))),
      ...(severalBuffers ? [element('p', { className: 'all-buffers' }, this.choice(undefined, 'Show all buffers'))] : []));
    this.update();
  }

  nameCell({ name, urls }) {
    return element('th', { attributes: { scope: 'row' } }, this.choice(name, name), element('span', { className: 'note' }, urls[0]));
  }

  choice(name, label) {
    const input = element('input', { type: 'radio', name: 'buffer', checked: this.store.selected === name });
    input.addEventListener('change', () => this.onSelect(name));
    return element('label', {}, input, ` ${label}`);
  }

  /** A button that releases all groups of a buffer, where any is parked. */
  offerRelease(cell, { name }, offered) {
    const shown = cell.querySelector('button');
    if (offered === (shown !== null)) return;
    if (shown) return shown.remove();
    const button = element('button', { type: 'button' }, 'Release all');
    button.addEventListener('click', () => release(name, button));
    cell.append(button);
  }

  update() {
    for (const { buffer, cells } of this.rows) {
      const figures = this.store.figures[buffer.name];
      const sample = this.store.samples.findLast(candidate => candidate.buffer === buffer.name);
      cells.forEach(({ cell, value, note }, index) => {
        setText(value, COLUMNS[index].value({ figures, sample, buffer }));
        cell.classList.toggle('zero', value.textContent === '0');
        setText(note, COLUMNS[index].note({ figures, sample, buffer }));
        if (COLUMNS[index].offersRelease) this.offerRelease(cell, buffer, figures.parked > 0);
      });
    }
  }
}
