// `npm run docs` brings what is made from the code up to date: the errors, the settings, the metrics, the configuration of the broker and the versions of the folds.
import { bootstrap, run } from './bootstrap.mjs';

const node = await bootstrap();
process.exitCode = await run(
  node,
  ['scripts/test.mjs', 'unit', 'test/(docs/(pages|broker)|stored/shapes|architecture/folds)'],
  {
    env: { ...process.env, DOCS: 'write' },
  },
);
