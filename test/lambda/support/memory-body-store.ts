import { hash } from 'node:crypto';
import type { ClaimedBody } from '../../../lambda/forwarder/envelope';
import type { BodyStore } from '../../../lambda/forwarder/ports';

/** Bodies beside the queue, in memory. */
export class MemoryBodyStore implements BodyStore {
  public readonly bodies = new Map<string, Buffer>();
  public readonly keysRead: string[] = [];

  /** What the door would do with a body that does not fit into a message. */
  public store(name: string, body: Buffer): ClaimedBody {
    const key = `claims/${name}`;
    this.bodies.set(key, body);
    return { key, bytes: body.length, sha256: hash('sha256', body) };
  }

  public async read(key: string): Promise<Buffer | undefined> {
    this.keysRead.push(key);
    return this.bodies.get(key);
  }

  public async remove(key: string): Promise<void> {
    this.bodies.delete(key);
  }
}
