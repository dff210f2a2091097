import { formatResult } from './print-result';
import { isKept, type CampaignResult } from './result';
import { runCampaign } from './run-campaign';
import { shrunk } from './shrink';
import { formatOutage, isOutageKept, runOutage } from '../outage/outage';
import { runCommand, type CampaignCommand } from '../support/campaign-command';

const HELP = `Delivers webhooks while everything around the forwarder fails, and looks for what that breaks.

Usage: npm run faults -- [options]
       npm run faults -- outage [options]

  --webhooks <n>  webhooks to send (default 20000)
  --groups <n>    groups to spread them over (default 500)
  --seed <n>      of what goes wrong (default: at random)
  --json          print one JSON object as the last line, and all else to standard error
  --help

Examples:
  npm run faults
  npm run faults -- --webhooks 1000 --groups 50
  npm run faults -- --json | tail -n 1 | jq .faults
`;

const OUTAGE_HELP = `Lets a backend be down for six hours, in virtual time, and looks for what that breaks.

Usage: npm run faults -- outage [options]

  --webhooks <n>  webhooks that arrive in those six hours (default 1080000, 50 a second)
  --groups <n>    groups to spread them over (default 1000)
  --seed <n>      of what is random (default: at random)
  --json          print one JSON object as the last line, and all else to standard error
  --help

Examples:
  npm run faults -- outage --webhooks 108000
`;

const [subcommand, ...rest] = process.argv.slice(2);

if (subcommand === 'outage') {
  const outage = { help: OUTAGE_HELP, webhooks: 1_080_000, groups: 1_000, done: 'invocations', run: runOutage, format: formatOutage, isKept: isOutageKept };
  runCommand(outage, rest);
} else {
  runCommand(campaign());
}

function campaign(): CampaignCommand<CampaignResult> {
  return {
    help: HELP,
    webhooks: 20_000,
    groups: 500,
    done: 'faults',
    run: async options => shrunk(await runCampaign(options), options),
    format: formatResult,
    isKept,
  };
}
