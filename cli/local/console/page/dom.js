/**
 * Makes an element. Children that are strings become text: whatever a sender wrote, none of it is ever read as HTML.
 * Properties are the element's own, such as `className` and `onclick`; those of `attributes` and `dataset` are set one by one.
 */
export function element(tag, { attributes = {}, dataset = {}, ...properties } = {}, ...children) {
  const node = document.createElement(tag);
  Object.assign(node, properties);
  Object.assign(node.dataset, dataset);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat().filter(child => child !== undefined));
  return node;
}

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

export const byId = id => document.getElementById(id);

/** Writes only what changed, so that a selection by the reader survives. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Makes nodes the children of another, and moves as few as it can: one that is moved loses the focus. */
export function arrange(parent, nodes) {
  const kept = new Set(nodes);
  for (const node of [...parent.children]) if (!kept.has(node)) node.remove();
  let next = parent.firstChild;
  for (const node of nodes) {
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
  }
}

export function table(caption, columns, rows) {
  return element('table', {},
    element('caption', { className: 'unseen' }, caption),
    element('thead', {}, element('tr', {}, columns.map(({ title, className }) => element('th', { className, attributes: { scope: 'col' } }, title)))),
    element('tbody', {}, rows));
}

/** Copies a text to the clipboard when it is pressed. */
export function copyButton(text, label = 'Copy') {
  const button = element('button', { type: 'button', className: 'quiet' }, label);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Cannot copy';
    }
    setTimeout(() => { button.textContent = label; }, 1500);
  });
  return button;
}
