import { copyButton, element } from './dom.js';

/** What to do as long as no webhook came. */
export function emptyState(buffers) {
  return element('div', { className: 'nothing-yet' },
    element('h2', {}, 'No webhook yet'),
    element('p', {}, buffers.length > 1 ? 'Send one to a door:' : 'Send one to the door:'),
    buffers.flatMap(({ name, urls }) => urls.map(url => {
      const command = `curl -i '${url}' -H 'Content-Type: application/json' -d '{"hello": "world"}'`;
      return element('div', { className: 'command' },
        buffers.length > 1 ? element('span', { className: 'note' }, name) : undefined,
        element('pre', { tabIndex: 0 }, command), copyButton(command));
    })),
    element('p', { className: 'note' }, 'It shows up here at once.'));
}
