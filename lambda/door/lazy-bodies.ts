import type { Bodies } from './ports';

/** Loads what keeps bodies when the first one is to be kept. */
export function lazyBodies(load: () => Promise<Bodies>): Bodies {
  let loading: Promise<Bodies> | undefined;
  const bodies = () => loading ??= load();
  return {
    put: async (...parameters) => (await bodies()).put(...parameters),
    remove: async key => (await bodies()).remove(key),
  };
}
