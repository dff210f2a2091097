import type { Claim, Claims } from '../../../lambda/forwarder/ports';

/** Which message holds which id, in memory. */
export class MemoryClaims implements Claims {
  public readonly held = new Map<string, { readonly messageId: string; readonly until: number }>();

  public async claim({ id, messageId, insteadOf, now, until }: Claim): Promise<string> {
    const holder = this.held.get(id);
    if (holder !== undefined && ![messageId, insteadOf].includes(holder.messageId) && holder.until > now) return holder.messageId;
    this.held.set(id, { messageId, until });
    return messageId;
  }
}
