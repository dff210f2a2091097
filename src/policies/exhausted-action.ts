/**
 * What is done with a webhook that is given up: its retry policy allows no further attempt, or the target refused it in a way that no retry
 * mends. What is no webhook at all, or has lost its body, is dead-lettered whatever is chosen here.
 */
export enum ExhaustedAction {
  /**
   * It is put into the parking queue, and so are all webhooks of its group that come after it, in order; other groups go on. Once the group is
   * released they are delivered in that order, before newer ones. SQS keeps them for 14 days. Only with a FIFO queue.
   */
  PARK = 'park',

  /** It is put into the dead-letter queue with the reason, and its group goes on without it. */
  DEAD_LETTER = 'deadLetter',

  /**
   * It keeps its group waiting, and is tried again and again after the longest wait of its retry policy, until SQS deletes it 14 days after it
   * came. On a standard queue it keeps nothing waiting.
   */
  BLOCK = 'block',

  /** It is dropped. The attempt log still has its attempts, but not its body. */
  DISCARD = 'discard',
}
