import { byId, element, table } from './dom.js';
import { moment, time, visible, visibleLine } from './format.js';

const REFUSAL_COLUMNS = [
  { title: 'Time', className: 'time' }, { title: 'Request', className: 'webhook' }, { title: 'Buffer', className: 'buffer' },
  { title: 'Status', className: 'number' }, { title: 'Why', className: 'why' },
];
const PROBLEM_COLUMNS = [
  { title: 'Time', className: 'time' }, { title: 'Buffer', className: 'buffer' }, { title: 'What happened', className: 'why' },
];

/** Requests that the door refused, newest first. */
export function showRefusals(store) {
  const refusals = store.refusals.filter(({ buffer }) => store.shows(buffer)).reverse();
  const rows = refusals.map(({ at, method, path, query, buffer, status, error }) => element('tr', {}, timeCell(at),
    element('td', { className: 'webhook', title: visibleLine(target(path, query)) }, visibleLine(`${method} ${target(path, query)}`)),
    element('td', { className: 'buffer' }, buffer),
    element('td', { className: 'number' }, String(status)), element('td', { className: 'why' }, visible(error))));
  byId('refusals').replaceChildren(rows.length === 0
    ? element('p', { className: 'empty' }, 'The door refused nothing.')
    : severalOrNot(store, table('Refused requests, newest first', REFUSAL_COLUMNS, rows)));
}

/** What went wrong in the local stack itself, newest first. */
export function showProblems(store) {
  const problems = store.problems.filter(({ buffer }) => store.shows(buffer)).reverse();
  const rows = problems.map(({ at, buffer, message }) => element('tr', {}, timeCell(at),
    element('td', { className: 'buffer' }, buffer), element('td', { className: 'why' }, visible(message))));
  byId('problems').replaceChildren(rows.length === 0
    ? element('p', { className: 'empty' }, 'No invocation failed, and the local stack could do all that it had to.')
    : severalOrNot(store, table('Problems, newest first', PROBLEM_COLUMNS, rows)));
}

const target = (path, query) => query === '' ? path : `${path}?${query}`;

const timeCell = at => element('td', { className: 'time', title: moment(at) }, time(at));

function severalOrNot(store, made) {
  made.classList.toggle('several', store.severalBuffers);
  return made;
}
