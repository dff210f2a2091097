/** Where a group id or a deduplication id is taken from. */
export type IdSource =
  | { readonly from: 'header'; readonly name: string }
  | { readonly from: 'query'; readonly name: string }
  | { readonly from: 'pathParameter'; readonly name: string }
  | { readonly from: 'jsonPath'; readonly path: string }
  | { readonly from: 'constant'; readonly value: string }
  | { readonly from: 'sourceAddress' }
  | { readonly from: 'content' }
  | { readonly from: 'request' };

/** What takes the place of a group id that a webhook does not carry. */
export type MissingGroupId = 'ownGroup' | 'sharedGroup' | 'sourceAddress' | 'reject';
