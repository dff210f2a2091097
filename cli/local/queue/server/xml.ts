const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

export const element = (tag: string, text: string): string =>
  `<${tag}>${text.replace(/[&<>"\r]/g, (character) => ENTITIES[character])}</${tag}>`;
