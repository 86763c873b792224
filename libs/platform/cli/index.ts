export { programOf, runCommandLine } from './command-line.js';
export { CommandFailure, type ExitCode, exitCodes } from './exit-codes.js';
export type { CommandLineSystem } from './session.js';
export type { Terminal } from './terminal.js';
