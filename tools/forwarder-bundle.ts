import type { BuildOptions, Plugin } from 'esbuild';

/** A module in a file of its own, so that only those pay for it who use it. */
const apart: Plugin = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/s3-body-store\.js$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** How the forwarder is bundled, beside what all bundles have in common. */
export const FORWARDER: BuildOptions = {
  entryPoints: { 'index': 'lambda/forwarder/handler.ts', 's3-body-store': 'lambda/forwarder/s3-body-store.ts' },
  target: 'node22',
  minify: true,
  plugins: [apart],
};
