import type { Destinations } from './announcements';
import type { DestinationsOptions } from './open-destinations';

/** Destinations that are opened for the first webhook that they are to hear of. */
export function lazyDestinations(options: DestinationsOptions): Destinations {
  let opened: Promise<Destinations> | undefined;
  const open = async (): Promise<Destinations> => (await import('./open-destinations.js')).openDestinations(options);
  return {
    announce: async (ending, delivery) => (await (opened ??= open())).announce(ending, delivery),
  };
}
