import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that the operating system hands out by itself, to whatever else runs in the meantime. */
const [LOWEST, HIGHEST] = [20_000, 32_000];

/** The first of several free ports that follow each other. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST - count));
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
