// `npm run format` rewrites every file in the one format there is.
import { bootstrap, run } from './bootstrap.mjs';
import { prettier } from './check.mjs';

const node = await bootstrap();
process.exitCode = await run(node, [...prettier, '--write']);
