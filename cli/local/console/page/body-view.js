import { copyButton, element } from './dom.js';
import { bytes, hexDump, visible } from './format.js';
import { indentJson } from './indent-json.js';

/** More than this makes a page slow, and is seldom read. */
const SHOWN_AT_ONCE = 32_768;

/** A body as text, as indented JSON, or as a hex dump. */
export function bodyView(data) {
  if (data.length === 0) return element('p', { className: 'empty' }, 'The body is empty.');
  const text = decode(data);
  const views = {
    ...(text !== undefined && { Text: () => visible(text) }),
    ...(text !== undefined && isJson(text) && { 'Indented JSON': () => visible(indentJson(text)) }),
    Hex: () => hexDump(data),
  };
  const area = element('div');
  const show = name => area.replaceChildren(shortened(views[name]()));
  const [first] = Object.keys(views);
  const choices = Object.keys(views).map(name => {
    const input = element('input', { type: 'radio', name: 'body-view', checked: name === first });
    input.addEventListener('change', () => show(name));
    return element('label', {}, input, element('span', {}, name));
  });
  show(first);
  return element('div', { className: 'body-view' },
    element('div', { className: 'toolbar' },
      element('fieldset', {}, element('legend', { className: 'unseen' }, 'Show the body as'), choices),
      element('span', { className: 'note' }, `${bytes(data.length)}${text === undefined ? ', not UTF-8' : ''}`),
      text === undefined ? undefined : copyButton(text)),
    area);
}

/** Text whose beginning is shown, and the rest of it on demand. */
export function shortened(text) {
  const block = element('pre', { tabIndex: 0 }, text.slice(0, SHOWN_AT_ONCE));
  if (text.length <= SHOWN_AT_ONCE) return block;
  const more = element('button', { type: 'button' }, `Show all of it, ${(text.length / SHOWN_AT_ONCE).toFixed(1)} times as much`);
  more.addEventListener('click', () => {
    block.textContent = text;
    more.remove();
  });
  return element('div', {}, block, more);
}

/** @returns undefined where the bytes are no text */
function decode(data) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function isJson(text) {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

export function fromBase64(base64) {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0));
}
