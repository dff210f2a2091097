#!/usr/bin/env node
import { run } from './commands/run';

// It is about the SDK inside this program, which its user did not choose.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

void run(process.argv.slice(2)).then(code => {
  process.exitCode = code;
});
