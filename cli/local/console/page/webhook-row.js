import { element, setText } from './dom.js';
import { count, duration, moment, readableGroup, time, until, visibleLine } from './format.js';

export const COLUMNS = [
  { title: 'Time', className: 'time', text: ({ at }) => time(at), hint: ({ at }) => moment(at) },
  { title: 'Webhook', className: 'webhook', text: requestLine, hint: requestLine },
  { title: 'Buffer', className: 'buffer', text: ({ buffer }) => buffer, hint: ({ buffer }) => buffer },
  { title: 'Group', className: 'group', text: ({ group }) => visibleLine(readableGroup(group)), hint: ({ group }) => group },
  { title: 'State', className: 'state', text: ({ state }) => state },
  { title: 'Attempts', className: 'attempt-count number', text: ({ attempts }) => count(attempts) },
  { title: 'Last answer', className: 'answer', text: ({ lastStatus = '' }) => visibleLine(String(lastStatus)) },
  { title: 'Delivered after', className: 'age number', text: age },
];

function requestLine({ method, path }) {
  return path === undefined ? 'not seen at the door' : visibleLine(`${method} ${path}`);
}

function age({ acceptances, at, deliveredAt }) {
  return deliveredAt === undefined || acceptances === 0 ? '' : duration(Math.max(0, deliveredAt - at));
}

/** A webhook in the list. */
export class WebhookRow {
  constructor(messageId, onOpen) {
    this.link = element('a', { href: `#${messageId}` });
    this.badge = element('span', { className: 'badge' });
    this.next = element('span', { className: 'next' });
    const insides = { webhook: [this.link], state: [this.badge, this.next] };
    this.cells = COLUMNS.map(({ className }) => element('td', { className }, insides[className]));
    this.node = element('tr', {}, this.cells);
    this.node.addEventListener('click', () => {
      // Who drags over a text wants to copy it.
      if (getSelection().isCollapsed) onOpen(messageId);
    });
  }

  update(webhook) {
    if (this.webhook === webhook) return;
    this.webhook = webhook;
    this.badge.dataset.state = webhook.state;
    COLUMNS.forEach(({ text, hint }, index) => {
      const cell = this.cells[index];
      setText(cell.firstChild instanceof HTMLElement ? cell.firstChild : cell, text(webhook));
      if (hint) cell.title = hint(webhook);
    });
    this.tick();
  }

  /** Shows how time passes. */
  tick() {
    const { nextAttemptAt } = this.webhook;
    setText(this.next, nextAttemptAt === undefined ? '' : until(nextAttemptAt, Date.now()));
    this.next.title = nextAttemptAt === undefined ? '' : `Next attempt at ${time(nextAttemptAt)}`;
  }
}
