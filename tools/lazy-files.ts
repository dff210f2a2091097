import { basename } from 'node:path';
import type { Plugin } from 'esbuild';

/** Leaves `import('./name.js')` to be loaded from a file beside the bundle where an entry point has that name; other imports are bundled. */
export function lazyFiles(names: readonly string[]): Plugin {
  return {
    name: 'lazy-files',
    setup(build) {
      build.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path }) => {
        const name = basename(path, '.js');
        return kind === 'dynamic-import' && names.includes(name) ? { path: `./${name}.js`, external: true } : undefined;
      });
    },
  };
}
