import { check } from './check';
import { KillRun } from './kill-run';
import { resultOf, type KillTestResult } from './result';
import { sendWebhooks } from './send-webhooks';
import type { CampaignOptions } from '../support/campaign-command';

const PROGRESS_MILLIS = 200;
const LONGEST_TAIL_MILLIS = 60_000;
const LONGEST_MILLIS_A_WEBHOOK = 200;

/** Delivers webhooks through a forwarder that is killed again and again to a backend that fails, and looks for what that breaks. */
export async function runKillTest({ webhooks, groups, seed, onProgress }: CampaignOptions): Promise<KillTestResult> {
  const startedAt = Date.now();
  const run = await KillRun.start(seed);
  const { ledger } = run;
  const progress = setInterval(() => onProgress?.(ledger.delivered.size, ledger.kills.length), PROGRESS_MILLIS);
  try {
    await sendWebhooks(run.url, webhooks, groups);
    await run.drain(LONGEST_TAIL_MILLIS + LONGEST_MILLIS_A_WEBHOOK * webhooks);
    const seen = await run.observations(webhooks);
    return resultOf({ webhooks, groups, seed, seconds: Math.round((Date.now() - startedAt) / 100) / 10 }, seen, check(seen));
  } finally {
    clearInterval(progress);
    await run.stop();
  }
}
