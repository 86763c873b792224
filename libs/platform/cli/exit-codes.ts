import { Refusal } from '#platform/core';
import type { Terminal } from './terminal.js';

/** What the end of a command says to the script that ran it. */
export const exitCodes = {
  fine: 0,
  /** Something is wrong with the system. */
  wrong: 1,
  /** Something is wrong with what was asked. */
  usage: 2,
  /** Somebody who was asked does not answer. */
  unreachable: 3,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A command that ends without its result; the message is for the person who ran it. */
export class CommandFailure extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CommandFailure';
  }
}

/** The person asked for what cannot be. */
export function usage(message: string): CommandFailure {
  return new CommandFailure(exitCodes.usage, message);
}

/** Says what ended a command, and with which code. What nobody expected is told with its stack. */
export function report(error: unknown, terminal: Terminal): ExitCode {
  const known = knownFailure(error);
  if (known === undefined) terminal.complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
  else if (known.message !== '') terminal.complain(known.message);
  return known?.exitCode ?? exitCodes.wrong;
}

/** Errors of libraries that only some commands load are told by their names. */
const codesByName: Readonly<Record<string, ExitCode>> = {
  WrongSettings: exitCodes.usage,
  UnfitServer: exitCodes.wrong,
  UnreachableServer: exitCodes.unreachable,
};

function knownFailure(error: unknown): Pick<CommandFailure, 'exitCode' | 'message'> | undefined {
  if (error instanceof CommandFailure) return error;
  if (!(error instanceof Error)) return undefined;
  if ('exitCode' in error && 'code' in error && String(error.code).startsWith('commander.')) {
    return { exitCode: error.exitCode === 0 ? exitCodes.fine : exitCodes.usage, message: '' };
  }
  if (error instanceof Refusal) {
    return { exitCode: exitCodes.wrong, message: `${error.message} (${error.code})\n${JSON.stringify(error.details)}` };
  }
  const exitCode = codesByName[error.name];
  return exitCode === undefined ? undefined : { exitCode, message: error.message };
}
