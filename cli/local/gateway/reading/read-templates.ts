import { parseTemplate, type Template } from '../velocity';
import type { Properties } from './properties';

/** Parses templates by MIME type, so that a wrong one is found before the first request. */
export function readTemplates(owner: Properties, property: string): ReadonlyMap<string, Template> {
  return new Map([...owner.textMap(property)].map(([type, source]) => {
    try {
      return [type, parseTemplate(source)];
    } catch (error) {
      throw owner.error(`the template for ${type} in ${property}: ${(error as Error).message}`);
    }
  }));
}
