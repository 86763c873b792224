// Runs an application of this repository until it is told to stop; shared by `npm start` and `npm run split`.
import { spawn } from 'node:child_process';
import { exitCode, onStop, root } from './bootstrap.mjs';
import { compileCache } from './compile-cache.mjs';

const oneKeystroke = 500; // milliseconds

// The child has a process group of its own, so that Ctrl-C reaches it once, through us, and not also through the
// terminal: to the application a second signal means "hurry". Should we be killed, it sees the IPC channel close.
export function runToTheEnd(node, application) {
  const child = spawn(node, ['--enable-source-maps', application, ...process.argv.slice(2)], {
    cwd: root,
    env: {
      NODE_COMPILE_CACHE: compileCache,
      ...(process.env.NODE_ENV !== 'production' && { SEED_CATALOGUE: 'true' }),
      ...process.env,
    },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  });
  forwardSignals(child);
  child.once('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(exitCode(code, signal)));
}

// One Ctrl-C arrives here twice, from the terminal and from npm, and has to leave once.
function forwardSignals(child) {
  let last = -Infinity;
  onStop((signal) => {
    const echo = performance.now() - last < oneKeystroke;
    last = performance.now();
    if (!echo) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
  });
}
