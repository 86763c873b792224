// `npm run format` rewrites every file in the one format there is.
import { binary, bootstrap, run } from './bootstrap.mjs';

const node = await bootstrap();
process.exitCode = await run(node, [binary('prettier', 'bin/prettier.cjs'), '--write', '--log-level=warn', '.']);
