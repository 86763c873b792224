#!/usr/bin/env node
// `npx tearline <command>`: installs when needed, builds what changed and runs the command line of the shop.
import { bootstrap, run } from './bootstrap.mjs';
import { build } from './build.mjs';
import { compileCache } from './compile-cache.mjs';

console.log = console.error; // What is printed to stdout is the answer and nothing else.

try {
  const node = await bootstrap();
  await build();
  process.exitCode = await run(
    node,
    ['--enable-source-maps', 'dist/apps/shop/tearline/main.js', ...process.argv.slice(2)],
    { env: { NODE_COMPILE_CACHE: compileCache, ...process.env } },
  );
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
