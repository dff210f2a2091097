import type { SignedPart } from '../contract/signature-scheme';
import { requireHeaderName } from '../door/id-names';

/** A part of what a sender signs. */
export abstract class SignedContent {
  /** The body, byte by byte. */
  public static body(): SignedContent {
    return new FixedContent({ part: 'body' });
  }

  /** The same text each time, such as a dot between two other parts. */
  public static text(text: string): SignedContent {
    return new FixedContent({ part: 'text', text });
  }

  /** The time of sending, as it was sent. */
  public static timestamp(): SignedContent {
    return new FixedContent({ part: 'timestamp' });
  }

  /**
   * The value of a header.
   *
   * @throws if the name is not one that HTTP allows
   */
  public static header(name: string): SignedContent {
    return new FixedContent({ part: 'header', name: requireHeaderName('SignedContent.header', name).toLowerCase() });
  }

  /** The address that the sender was given, query included. */
  public static url(): SignedContent {
    return new FixedContent({ part: 'url' });
  }

  /** @internal */
  public abstract readonly _part: SignedPart;
}

class FixedContent extends SignedContent {
  constructor(public readonly _part: SignedPart) {
    super();
  }
}
