// `npm run bench`: the measurements, each beside its limit.
import { bootstrap, run } from './bootstrap.mjs';
import { build } from './build.mjs';

const node = await bootstrap();
await build();
process.exitCode = await run(node, ['--enable-source-maps', 'dist/test/bench/main.js', ...process.argv.slice(2)]);
