/** How sure it is that a destination hears of a webhook. */
export enum DestinationDelivery {
  /**
   * The queue keeps a webhook until the destination has taken over what is announced of it, which may be more than once. A destination that
   * fails holds up the groups of the webhooks that it is to hear of.
   */
  AT_LEAST_ONCE = 'AT_LEAST_ONCE',
  /** What a destination does not take is counted and logged, and holds nothing up. */
  BEST_EFFORT = 'BEST_EFFORT',
}
