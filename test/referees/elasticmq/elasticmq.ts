import { ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const JARS = join(__dirname, 'target', 'lib');
const HOST = '127.0.0.1';

export interface ElasticMq {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** The programs that are needed and not on this machine. */
export const missingPrograms = (): string[] => ['java', 'mvn'].filter((program) => spawnSync(program, ['-version']).status !== 0);

/** Gets ElasticMQ, unless it is there, and starts it on a free port. */
export const startElasticMq = async (): Promise<ElasticMq> => {
  if (!existsSync(JARS)) {
    execFileSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${JARS}`], { cwd: __dirname, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const port = await freePort();
  const server = spawn('java', [
    `-Drest-sqs.bind-hostname=${HOST}`,
    `-Drest-sqs.bind-port=${port}`,
    '-Drest-sqs.sqs-limits=strict',
    '-Drest-stats.enabled=false',
    `-Dnode-address.host=${HOST}`,
    `-Dnode-address.port=${port}`,
    '-cp', join(JARS, '*'),
    'org.elasticmq.server.Main',
  ], { stdio: ['ignore', 'pipe', 'inherit'] });
  await started(server);
  return {
    endpoint: `http://${HOST}:${port}`,
    async stop() {
      const exited = once(server, 'exit');
      server.kill();
      await exited;
    },
  };
};

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, HOST);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || !address) throw new Error('No port is free.');
  return address.port;
};

const started = async (server: ChildProcess): Promise<void> => {
  if (!server.stdout) throw new Error('The output of ElasticMQ cannot be read.');
  const lines = createInterface({ input: server.stdout });
  // Goes on reading, for a full pipe would stop the server.
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => { if (line.includes('ElasticMQ server') && line.includes('started in')) resolve(); });
    server.once('exit', (code) => reject(new Error(`ElasticMQ ended with code ${code} before it had started.`)));
  });
};
