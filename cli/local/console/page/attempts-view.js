import { shortened } from './body-view.js';
import { arrange, element, setText } from './dom.js';
import { duration, moment, plural, time, visible, visibleLine } from './format.js';

const OUTCOMES = {
  STARTED: { label: 'under way', state: 'queued' },
  DELIVERED: { label: 'delivered', state: 'delivered' },
  RETRY: { label: 'failed, to be retried', state: 'retrying' },
  PERMANENT: { label: 'refused for good', state: 'dead-lettered' },
  EXHAUSTED: { label: 'failed, the last one allowed', state: 'dead-lettered' },
  UNKNOWN: { label: 'outcome unknown', state: 'retrying' },
};

/** What could not be kept exactly, or what was used in place of what was configured. */
const FLAGS = {
  lossy: 'The body had bytes that are no UTF-8; they arrive as replacement characters.',
  maybeEmpty: 'The body is {}, which API Gateway also makes of an empty one.',
  decoded: 'API Gateway has undone the Content-Encoding.',
  truncated: 'There were more headers or query parameters than API Gateway hands on.',
  groupMissing: 'It does not say which group it belongs to.',
  groupTruncated: 'Its group id is too long; the beginning and the end of it are used.',
  deduplicationMissing: 'It has no id by which a repetition could be told.',
};

/** The attempts that the attempt table has of a webhook, the latest first. */
export class AttemptsView {
  constructor(container) {
    this.list = element('ol', { className: 'attempts' });
    this.message = element('p');
    container.append(this.list, this.message);
    this.clear();
  }

  clear() {
    this.nodes = new Map();
    this.list.replaceChildren();
    this.say('');
  }

  /** @param none what it means that there is no attempt */
  show({ error, items = [], more = false }, none = 'No attempt is recorded yet.') {
    // What did not change stays as it is, with the focus and what is unfolded.
    this.nodes = new Map(items.map((item, index) => {
      const key = JSON.stringify(item);
      return [key, this.nodes.get(key) ?? attemptView(item, more ? '' : `${items.length - index}.`)];
    }));
    arrange(this.list, [...this.nodes.values()]);
    if (error !== undefined) this.say(visible(error), 'failure');
    else if (items.length === 0) this.say(none, 'empty');
    else this.say(more ? `These are the latest ${plural(items.length, 'attempt')}; the attempt table has earlier ones.` : '', 'notice');
  }

  say(text, className = '') {
    setText(this.message, text);
    this.message.className = className;
  }
}

function attemptView(item, ordinal) {
  const { label, state } = OUTCOMES[item.status] ?? { label: visibleLine(item.status), state: 'queued' };
  const startedAt = Date.parse(item.startedAt);
  const result = [
    item.httpStatus === undefined ? item.errorCode : `HTTP ${item.httpStatus}`,
    item.durationMillis === undefined ? undefined : duration(item.durationMillis),
  ].filter(part => part !== undefined);
  return element('li', {},
    element('div', { className: 'headline' },
      element('span', { className: 'note' }, ordinal),
      element('time', { dateTime: item.startedAt, title: moment(startedAt) }, time(startedAt)),
      element('span', { className: 'badge', dataset: { state } }, label),
      element('span', { className: 'result' }, visibleLine(result.join(' · ')))),
    item.errorMessage === undefined ? undefined : element('p', { className: 'failure' }, visibleLine(item.errorMessage)),
    ...remarks(item).map(remark => element('p', { className: 'note' }, remark)),
    answerView(item));
}

function remarks({ retryAt, outcomeUnknown, bodyIncomplete, flags }) {
  return [
    ...(retryAt === undefined ? [] : [`Next attempt due at ${time(Date.parse(retryAt))}`]),
    ...(outcomeUnknown ? ['The backend may have processed it although no success was seen.'] : []),
    ...(bodyIncomplete ? ['The answer was longer than what is kept of it, or broke off.'] : []),
    ...(flags ?? []).map(flag => FLAGS[flag] ?? flag),
  ];
}

function answerView({ responseHeaders = {}, responseBody = '' }) {
  const headers = Object.entries(responseHeaders);
  if (headers.length === 0 && responseBody === '') return undefined;
  return element('details', {},
    element('summary', {}, 'Answer'),
    headersView('Headers of the answer', headers),
    responseBody === '' ? element('p', { className: 'empty' }, 'The answer has no body.') : shortened(visible(responseBody)));
}

export function headersView(caption, headers) {
  return element('table', { className: 'headers' },
    element('caption', { className: 'unseen' }, caption),
    element('tbody', {}, headers.map(([name, value]) => element('tr', {},
      element('th', { attributes: { scope: 'row' } }, visibleLine(name)),
      element('td', {}, visibleLine(value))))));
}
