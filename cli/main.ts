#!/usr/bin/env node
import { run } from './commands/run';

// Nobody reads any longer, as in `cdk-webhook-buffer local --json | head`.
process.stdout.on('error', () => process.exit(0));

void run(process.argv.slice(2)).then(code => {
  process.exitCode = code;
});
