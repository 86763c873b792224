// `npm run keys [folder]`: makes the keys, passwords and certificates of a split; what is there stays.
import { bootstrap, run } from './bootstrap.mjs';
import { build } from './build.mjs';

try {
  const node = await bootstrap();
  await build();
  process.exitCode = await run(node, ['--enable-source-maps', 'dist/apps/shop/keys/main.js', ...process.argv.slice(2)]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
