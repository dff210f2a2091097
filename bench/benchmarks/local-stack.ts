import type { Benchmark } from '../benchmark';
import { Engines } from '../engines';
import { RunningStack } from '../running-stack';
import { sendAll } from '../senders';

const WARM_UP = 300;
const WEBHOOKS = 300;
/** So many more that they take a time that can be measured. */
const POSTS = 3_000;

/** How many webhooks a second pass the whole local stack, against posts to a server that does nothing. */
export const localStack: Benchmark = {
  name: 'local-stack',
  pairs: 7,
  figures: [{ name: 'local-stack', unit: 'webhooks/s' }],
  async* measure(workbench) {
    const engines = await Engines.start(workbench);
    const stack = await RunningStack.start(workbench, engines.backendUrl);
    const deliver = async (webhooks: number) => {
      await Promise.all([sendAll(stack.url, webhooks), stack.delivered(webhooks)]);
    };
    try {
      await deliver(WARM_UP);
      for (let sent = WARM_UP + WEBHOOKS; ; sent += WEBHOOKS) {
        const subject = await perSecond(WEBHOOKS, () => deliver(WEBHOOKS));
        await requireLogged(stack, sent);
        yield [{ subject, floor: await perSecond(POSTS, () => sendAll(engines.backendUrl, POSTS)) }];
      }
    } finally {
      await stack.stop();
      await engines.stop();
    }
  },
};

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const startedAt = process.hrtime.bigint();
  await work();
  return count / (Number(process.hrtime.bigint() - startedAt) / 1e9);
}

async function requireLogged(stack: RunningStack, webhooks: number): Promise<void> {
  const logged = await stack.logged();
  if (logged !== webhooks) throw new Error(`of ${webhooks} webhooks ${logged} are in the attempt log`);
}
