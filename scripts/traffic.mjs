// `npm run traffic`: shoppers through the public API of a running shop, and a check of its books at the end.
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { runToTheEnd } from './run-application.mjs';

console.log = console.error; // What is printed to stdout is the outcome and nothing else.

try {
  const node = await bootstrap();
  await build();
  runToTheEnd(node, 'dist/apps/shop/traffic/main.js');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
