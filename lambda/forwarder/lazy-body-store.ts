import type { BodyStore } from './ports';

/** A store that is opened for the first body that needs it. */
export function lazyBodyStore(open: () => Promise<BodyStore>): BodyStore {
  let opened: Promise<BodyStore> | undefined;
  const store = (): Promise<BodyStore> => opened ??= open();
  return {
    read: async (key, mostBytes, signal) => (await store()).read(key, mostBytes, signal),
    remove: async key => (await store()).remove(key),
  };
}
