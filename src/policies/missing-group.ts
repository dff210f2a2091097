/** What is done with a webhook that lacks the value by which it is to be grouped. */
export enum MissingGroup {
  /** It gets a group of its own: it waits for no other webhook, and none waits for it. */
  OWN_GROUP = 'ownGroup',

  /** All such webhooks share one group and arrive one after another. */
  SHARED_GROUP = 'sharedGroup',

  /** Webhooks from the same address share a group. */
  SOURCE_ADDRESS = 'sourceAddress',

  /** The sender is answered 400, and nothing is queued. */
  REJECT = 'reject',
}
