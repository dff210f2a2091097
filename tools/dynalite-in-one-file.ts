import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * Lets dynalite be bundled: it loads its actions by computed names without an ending, which no bundler can follow, and a native
 * LevelDB that its in-memory mode never uses.
 */
export const dynaliteInOneFile: Plugin = {
  name: 'dynalite-in-one-file',
  setup(build) {
    build.onLoad({ filter: /node_modules\/dynalite\/(index|validations\/index)\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/require\(('\.\/[^']*') \+ (\w+)\)/g, "require($1 + $2 + '.js')"),
    }));
    build.onResolve({ filter: /^level$/ }, () => ({ path: 'level', namespace: 'memory-only' }));
    build.onLoad({ filter: /.*/, namespace: 'memory-only' }, () => ({
      contents: "export { MemoryLevel as Level } from 'memory-level';",
      resolveDir: process.cwd(),
    }));
  },
};
