import { Connection } from './connection.js';
import { byId, copyButton, element, setText } from './dom.js';
import { emptyState } from './empty-state.js';
import { FiguresView } from './figures.js';
import { count } from './format.js';
import { PlotsView } from './plots.js';
import { showProblems, showRefusals } from './reports.js';
import { Store } from './store.js';
import { WebhookDetail } from './webhook-detail.js';
import { WebhookList } from './webhook-list.js';

const CONNECTION_TEXTS = { live: 'live', disconnected: 'disconnected: the local stack does not answer, trying again …' };

const store = new Store();
const figures = new FiguresView(byId('figures'), store, select);
const plots = new PlotsView(byId('plots'), store);
const detail = new WebhookDetail({ onClose: closeDetail });
const list = new WebhookList(store, { onOpen: messageId => { location.hash = messageId; } });
const tabs = buildTabs();

/** The webhook that is opened stands in the address, so that it is still open after a reload. */
function openFromAddress() {
  const messageId = decodeURIComponent(location.hash.slice(1));
  if (messageId === '') detail.close();
  else detail.open(messageId);
  document.body.classList.toggle('with-detail', messageId !== '');
  list.markOpened(messageId);
}

function closeDetail() {
  const messageId = location.hash.slice(1);
  location.hash = '';
  document.querySelector(`#webhook-list a[href="#${CSS.escape(messageId)}"]`)?.focus();
}

function select(buffer) {
  store.selected = buffer;
  showAll();
}

function buildTabs() {
  const made = { webhooks: 'Webhooks', refusals: 'Refused', problems: 'Problems' };
  return Object.fromEntries(Object.entries(made).map(([id, title]) => {
    const number = element('span', { className: 'number' });
    const button = element('button', { type: 'button', attributes: { 'aria-pressed': String(id === 'webhooks') } }, `${title} `, number);
    button.addEventListener('click', () => showTab(id));
    byId('tabs').append(button);
    return [id, { button, number }];
  }));
}

function showTab(shown) {
  for (const [id, { button }] of Object.entries(tabs)) {
    button.setAttribute('aria-pressed', String(id === shown));
    byId(id).hidden = id !== shown;
  }
}

function showAll() {
  figures.update();
  plots.update();
  list.update({ evenIfHeld: true });
  showRefusals(store);
  showProblems(store);
  showCounts();
}

/** Of several buffers, each row of the figures has its own. */
function showDoor() {
  const [{ name, urls: [url] }] = store.buffers;
  byId('door').replaceChildren(...(store.severalBuffers ? [] : [`${name} takes webhooks at `, element('code', {}, url), ' ', copyButton(url)]));
}

/** Draws only what can have changed: this runs several times a second. */
function showChanges({ webhooks, forgotten, refusals, problems, samples }) {
  figures.update();
  if (samples.length > 0) plots.update();
  if (webhooks.length + forgotten.length > 0) list.update();
  if (refusals.length > 0) showRefusals(store);
  if (problems.length > 0) showProblems(store);
  showCounts();
}

function showCounts() {
  for (const [id, { number }] of Object.entries(tabs)) {
    const items = id === 'webhooks' ? [...store.webhooks.values()] : store[id];
    setText(number, count(items.filter(({ buffer }) => store.shows(buffer)).length));
  }
  tabs.problems.button.classList.toggle('alarming', store.problems.length > 0);
  document.body.classList.toggle('without-webhooks', store.webhooks.size === 0);
}

new Connection({
  onStart(message) {
    store.start(message);
    figures.start();
    showDoor();
    byId('webhook-list').querySelector('.nothing-yet')?.remove();
    byId('webhook-list').append(emptyState(store.buffers));
    showAll();
    detail.restarted();
  },
  onUpdate(message) {
    store.apply(message);
    showChanges(message);
    for (const { messageId } of message.webhooks) detail.changed(messageId);
  },
  onState(state) {
    byId('connection').dataset.state = state;
    setText(byId('connection'), CONNECTION_TEXTS[state]);
  },
});

addEventListener('hashchange', openFromAddress);
setInterval(() => list.tick(), 1000);
openFromAddress();
