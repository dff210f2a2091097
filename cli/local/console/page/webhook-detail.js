import { AttemptsView, headersView } from './attempts-view.js';
import { bodyView, fromBase64 } from './body-view.js';
import { byId, copyButton, element } from './dom.js';
import { count, duration, moment, readableGroup, time, visibleLine } from './format.js';

/** The table gets the end of an attempt a little after the console is told of it. */
const TABLE_LAG_MILLIS = 400;
const UNDER_WAY_MILLIS = 1000;

const NEVER_FORWARDED = {
  duplicate: 'None: another webhook with its id was delivered before.',
  handshake: 'None: a handshake is answered by the door, and the backend does not get it.',
  quarantined: 'None: what failed verification is not forwarded.',
};

/** One webhook: where it stands, its attempts, its request. */
export class WebhookDetail {
  constructor({ onClose }) {
    this.container = byId('detail');
    this.facts = element('dl');
    const attempts = element('div');
    this.attempts = new AttemptsView(attempts);
    this.request = element('div');
    this.title = element('h2');
    const close = element('button', { type: 'button', className: 'quiet close', attributes: { 'aria-label': 'Close' } }, '✕');
    close.addEventListener('click', onClose);
    addEventListener('keydown', event => {
      // In a field for text, the key empties it.
      if (event.key === 'Escape' && this.messageId !== undefined && event.target.type !== 'search') onClose();
    });
    this.container.append(
      element('div', { className: 'title' }, this.title, close),
      this.facts,
      element('h3', {}, 'Attempts'), attempts,
      element('h3', {}, 'Request'), this.request);
  }

  open(messageId) {
    if (this.messageId === messageId) return;
    Object.assign(this, { messageId, requestShown: false });
    this.title.textContent = '…';
    this.facts.replaceChildren();
    this.attempts.clear();
    this.request.replaceChildren();
    this.container.hidden = false;
    this.container.focus({ preventScroll: true });
    this.load();
  }

  close() {
    clearTimeout(this.timer);
    this.messageId = undefined;
    this.container.hidden = true;
  }

  /** Called with each webhook that changed. */
  changed(messageId) {
    if (messageId === this.messageId) this.loadIn(TABLE_LAG_MILLIS);
  }

  /** Called when there may be another server than before. */
  restarted() {
    if (this.messageId !== undefined) this.load();
  }

  loadIn(millis) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), millis);
  }

  async load() {
    const { messageId } = this;
    const found = await fetchWebhook(messageId);
    if (messageId !== this.messageId) return;
    if (found.message === undefined) this.show(found);
    else this.showFailure(found.message);
  }

  show({ webhook, request, attempts }) {
    this.title.textContent = webhook.path === undefined ? webhook.messageId : visibleLine(`${webhook.method} ${request?.path ?? webhook.path}`);
    this.facts.replaceChildren(...facts(webhook, attempts));
    this.attempts.show(attempts, NEVER_FORWARDED[webhook.state]);
    if (!this.requestShown) this.request.replaceChildren(...requestView(webhook, request));
    this.requestShown = request !== undefined;
    if (attempts.items?.some(({ status }) => status === 'STARTED')) this.loadIn(UNDER_WAY_MILLIS);
  }

  showFailure(message) {
    this.title.textContent = 'Not to be shown';
    this.facts.replaceChildren();
    this.attempts.show({ error: message });
    this.request.replaceChildren();
  }
}

async function fetchWebhook(messageId) {
  try {
    return await (await fetch(`api/webhooks/${encodeURIComponent(messageId)}`)).json();
  } catch {
    return { message: 'The console is not running any more.' };
  }
}

function facts(webhook, attempts) {
  const { state, nextAttemptAt, deliveredAt, acceptances, at } = webhook;
  const [latest] = attempts.items ?? [];
  const badge = element('span', { className: 'badge', dataset: { state } }, state);
  const when = {
    retrying: nextAttemptAt === undefined ? '' : ` next attempt at ${time(nextAttemptAt)}`,
    delivered: deliveredAt === undefined || acceptances === 0 ? '' : ` ${duration(Math.max(0, deliveredAt - at))} after its acceptance`,
  };
  return [
    ['State', badge, when[state] ?? ''],
    ['Accepted', acceptance(webhook)],
    ['Buffer', webhook.buffer],
    ['Group', visibleLine(readableGroup(webhook.group))],
    ['Message id', webhook.messageId, ' ', copyButton(webhook.messageId)],
    ...(latest === undefined ? [] : [['Forwarded as', visibleLine(`${latest.method} ${latest.path}`)]]),
  ].map(([name, ...value]) => element('div', {}, element('dt', {}, name), element('dd', {}, ...value)));
}

function acceptance({ acceptances, at }) {
  if (acceptances === 0) return 'never by the door: it came to the queue another way';
  return acceptances === 1 ? moment(at) : `${moment(at)}, and repeated ${count(acceptances - 1)} ×`;
}

function requestView({ acceptances }, request) {
  if (request === undefined) {
    const why = acceptances === 0 ? 'The console did not see its request.' : 'The console keeps the latest requests only, and this one no more.';
    return [element('p', { className: 'empty' }, why)];
  }
  return [headersView('Headers of the request', request.headers), bodyView(fromBase64(request.body))];
}
