import { formatResult } from './print-result';
import { isKept } from './result';
import { runKillTest } from './run-kill-test';
import { runCommand } from '../support/campaign-command';

const HELP = `Kills the forwarder at random points, before a backend that fails one request in three, and looks for what that breaks.

Usage: npm run kill -- [options]

  --webhooks <n>  webhooks to send (default 5000)
  --groups <n>    groups to spread them over (default 200)
  --seed <n>      of what goes wrong (default: at random)
  --json          print one JSON object as the last line, and all else to standard error
  --help

Examples:
  npm run kill
  npm run kill -- --webhooks 500 --groups 20
  npm run kill -- --json | tail -n 1 | jq .lost
`;

runCommand({ help: HELP, webhooks: 5_000, groups: 200, done: 'kills', run: runKillTest, format: formatResult, isKept });
