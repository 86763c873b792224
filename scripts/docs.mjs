// `npm run docs` brings the pages that are made from the code up to date: the errors, the settings and the metrics.
import { bootstrap, run } from './bootstrap.mjs';

const node = await bootstrap();
process.exitCode = await run(node, ['scripts/test.mjs', 'unit', 'test/docs/pages'], {
  env: { ...process.env, DOCS: 'write' },
});
