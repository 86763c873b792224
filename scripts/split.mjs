// `npm run split`: the same shop as a gateway and a process for each context, on this machine, until it is told to stop.
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { fillCompileCache } from './compile-cache.mjs';
import { runToTheEnd } from './run-application.mjs';

try {
  const node = await bootstrap();
  await build();
  await fillCompileCache(node);
  runToTheEnd(node, 'dist/apps/shop/split/main.js');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
