import { formatResult } from './print-result';
import { isKept } from './result';
import { runCampaign } from './run-campaign';
import { shrunk } from './shrink';
import { runCommand } from '../support/campaign-command';

const HELP = `Delivers webhooks while everything around the forwarder fails, and looks for what that breaks.

Usage: npm run faults -- [options]

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

runCommand({
  help: HELP,
  webhooks: 20_000,
  groups: 500,
  done: 'faults',
  run: async options => shrunk(await runCampaign(options), options),
  format: formatResult,
  isKept,
});
