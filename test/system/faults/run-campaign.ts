import { CampaignRun } from './campaign-run';
import { check } from './check';
import { Plan } from './plan';
import { resultOf, type CampaignResult } from './result';
import type { CampaignOptions } from '../support/campaign-command';

const PROGRESS_MILLIS = 200;
const LONGEST_TAIL_MILLIS = 120_000;
const LONGEST_MILLIS_A_WEBHOOK = 100;

/** Delivers webhooks while everything around the forwarder fails, and looks for what that breaks. */
export async function runCampaign({ webhooks, groups, seed, onProgress }: CampaignOptions): Promise<CampaignResult> {
  const startedAt = Date.now();
  const run = await CampaignRun.start(new Plan(seed), groups);
  const { ledger } = run;
  const progress = setInterval(() => onProgress?.(ledger.delivered.size, ledger.injected.length), PROGRESS_MILLIS);
  try {
    await run.send(webhooks);
    await run.drain(LONGEST_TAIL_MILLIS + LONGEST_MILLIS_A_WEBHOOK * webhooks);
    const seen = await run.observations(webhooks);
    return resultOf({ webhooks, groups, seed, seconds: Math.round((Date.now() - startedAt) / 100) / 10 }, seen, check(seen));
  } finally {
    clearInterval(progress);
    await run.stop();
  }
}
