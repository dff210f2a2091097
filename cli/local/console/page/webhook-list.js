import { arrange, byId, element, setText, table } from './dom.js';
import { count, plural } from './format.js';
import { ASIDE } from './store.js';
import { COLUMNS, WebhookRow } from './webhook-row.js';

const MOST_ROWS = 200;
/** By what stands on the button; all states where there are none. */
const FILTERS = { 'all': undefined, 'queued': ['queued'], 'retrying': ['retrying'], 'delivered': ['delivered'], 'set aside': ASIDE };

/** The webhooks, newest first, as many as a reader can use at once. */
export class WebhookList {
  constructor(store, { onOpen }) {
    Object.assign(this, { store, onOpen, filter: { text: '', states: undefined }, opened: undefined, rows: new Map() });
    this.table = table('Webhooks, newest first', COLUMNS, []);
    this.notice = element('p', { className: 'notice' });
    byId('webhook-list').append(this.table, this.notice);
    this.buildFilters();
  }

  buildFilters() {
    const choices = Object.entries(FILTERS).map(([label, states]) => {
      const input = element('input', { type: 'radio', name: 'state', checked: states === undefined });
      input.addEventListener('change', () => this.show({ states }));
      return element('label', {}, input, element('span', {}, label));
    });
    byId('filter-states').append(...choices);
    byId('filter-text').addEventListener('input', event => this.show({ text: event.target.value }));
    byId('filters').addEventListener('submit', event => event.preventDefault());
    byId('hold').addEventListener('change', () => this.update());
  }

  show(change) {
    this.filter = { ...this.filter, ...change };
    this.update({ evenIfHeld: true });
  }

  markOpened(messageId) {
    this.opened = messageId;
    for (const [id, row] of this.rows) row.node.classList.toggle('opened', id === messageId);
  }

  update({ evenIfHeld = false } = {}) {
    if (byId('hold').checked && !evenIfHeld) return;
    const matching = this.store.matching(this.filter);
    const shown = matching.slice(0, MOST_ROWS);
    const rows = new Map(shown.map(({ messageId }) => [messageId, this.rows.get(messageId) ?? new WebhookRow(messageId, this.onOpen)]));
    for (const webhook of shown) rows.get(webhook.messageId).update(webhook);
    arrange(this.table.tBodies[0], [...rows.values()].map(({ node }) => node));
    this.rows = rows;
    this.markOpened(this.opened);
    this.table.classList.toggle('several', this.store.severalBuffers);
    this.table.hidden = shown.length === 0;
    setText(this.notice, notice(matching.length, shown.length, this.store.webhooks.size));
  }

  /** Shows how time passes in the rows that say how long something takes. */
  tick() {
    for (const row of this.rows.values()) row.tick();
  }
}

function notice(matching, shown, all) {
  if (all === 0) return '';
  if (matching === 0) return `None of ${plural(all, 'webhook')} matches.`;
  if (shown === matching) return plural(matching, 'webhook');
  return `The newest ${count(shown)} of ${plural(matching, 'webhook')}. Filter by text or state to find the others.`;
}
