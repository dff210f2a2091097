/** The text in single quotes by which mappings write a constant; undefined where it is another mapping. */
export function quoted(mapping: string): string | undefined {
  return /^'(.*)'$/s.exec(mapping)?.[1];
}
