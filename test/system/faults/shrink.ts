import { isKept, type CampaignResult } from './result';
import { runCampaign } from './run-campaign';
import type { CampaignOptions } from '../support/campaign-command';

const FACTOR = 8;
const LONGEST_MILLIS = 120_000;

/** The smallest campaign that still breaks something: where one did, the same seed with fewer webhooks and groups, as long as that breaks it too. */
export async function shrunk(result: CampaignResult, options: CampaignOptions): Promise<CampaignResult> {
  const end = Date.now() + LONGEST_MILLIS;
  let smallest = result;
  while (!isKept(smallest) && smallest.webhooks >= FACTOR && Date.now() < end) {
    const groups = Math.max(1, Math.floor(smallest.groups / FACTOR));
    const smaller = await runCampaign({ ...options, webhooks: Math.floor(smallest.webhooks / FACTOR), groups });
    if (isKept(smaller)) break;
    smallest = smaller;
  }
  if (smallest === result) return result;
  // The counts are those of the whole campaign; what is shown is the least that shows it.
  const { webhooks, groups, broken, trace } = smallest;
  return { ...result, broken: [...result.broken, `also with --webhooks ${webhooks} --groups ${groups}:`, ...broken], trace };
}
