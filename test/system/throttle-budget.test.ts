import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { startSkippingStack } from './support/skipping-stack';
import { Backend } from '../../cli/local/backend/backend';
import { ThrottleBudget, WebhookBuffer, WebhookTarget } from '../../src';
import { send } from '../cli/gateway/support/http';

jest.setTimeout(120_000);

const REQUESTS = 6;
const RATE = 30;
const WEBHOOKS_EACH = 30;
/** The backend's clock is not the one that the forwarders measure by. */
const CLOCK_MILLIS = 5;

/** Two buffers, in two stacks, that forward to one backend. */
function synthesizeShares(outdir: string): void {
  const app = new App({ outdir });
  const budget = ThrottleBudget.of(REQUESTS, { maxPerSecond: RATE });
  const shares = { Orders: budget.share('Orders', 4, { maxPerSecond: 20 }), Refunds: budget.share('Refunds', 2, { maxPerSecond: 10 }) };
  for (const [id, throttle] of Object.entries(shares)) {
    new WebhookBuffer(new Stack(app, `${id}Stack`), id, { target: WebhookTarget.http('https://shop.example.com/hooks'), throttle });
  }
  app.synth();
}

test('P4: buffers that share a budget keep to it together', async () => {
  const assembly = mkdtempSync(join(tmpdir(), 'webhook-buffer-system-'));
  synthesizeShares(assembly);
  const came: number[] = [];
  const backend = await Backend.start({ behaviour: () => { came.push(Date.now()); return { delayMillis: 100 }; } });
  const running = await startSkippingStack({ assembly, backendUrl: backend.url });
  try {
    const begin = Date.now();
    for (let number = 0; number < WEBHOOKS_EACH; number += 1) {
      for (const { urls } of running.stack.buffers) await send(urls[0], { target: '/prod/', headers: [['Content-Type', 'application/json']], body: '{}' });
    }
    expect(await running.stack.drain(60_000)).toBe(0);
    expect(came.length).toBe(2 * WEBHOOKS_EACH);
    expect(came.filter((at, index) => index + 1 > RATE * (at - begin + CLOCK_MILLIS) / 1000)).toEqual([]);
    expect(backend.highestConcurrency).toBeLessThanOrEqual(REQUESTS);
  } finally {
    await running.stop();
    await backend.stop();
    rmSync(assembly, { recursive: true });
  }
});
