/** Prints the milliseconds that loading a module takes. Argument: the module's file. */
import { createRequire } from 'node:module';

const [, , file] = process.argv;
const load = createRequire(__filename);

const startedAt = process.hrtime.bigint();
load(file);
const nanos = process.hrtime.bigint() - startedAt;
process.stdout.write(String(Number(nanos) / 1e6));
