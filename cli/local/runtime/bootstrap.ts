/** Entry point of the process that runs a function's code. */
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { serveInvocations } from './runtime-client';

/** The file descriptor that closes when the program that started this process is gone, however it ended. */
const LIFELINE = 3;

// In a thread of its own, as the handler may never yield.
new Worker(`
  const { Socket } = require('node:net');
  new Socket({ fd: ${LIFELINE}, readable: true }).on('close', () => process.kill(process.pid, 'SIGKILL')).resume();
`, { eval: true }).unref();

// Ctrl-C in a terminal reaches this process too; the program that started it lets the invocation end.
process.on('SIGINT', () => {});

serveInvocations(process.env, file => import(pathToFileURL(file).href)).catch(() => process.exit(1));
