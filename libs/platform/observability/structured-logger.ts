import type { LoggerService } from '@nestjs/common';
import type { Logger as Pino } from 'pino';
import { rootLogger } from './logger.js';

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Parts of Nest that tell of every module and route at each start. */
const startingUp = new Set<unknown>([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'GraphQLModule',
  'NestFactory',
  'NestApplication',
]);

/** Nest logs a failed start and throws it as well; whoever started it tells of it once. */
const failedStart = 'ExceptionHandler';

/** Nest's logger, written by pino: one structured, redacted line per call, with the correlation id of the execution. */
export class StructuredLogger implements LoggerService {
  constructor(private readonly pinoOf: () => Pino = rootLogger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(startingUp.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write(rest.at(-1) === failedStart ? 'debug' : 'error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  // Nest passes the name of the class last; before it come a stack, further messages or fields.
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? rest.at(-1) : undefined;
    const others = (context === undefined ? rest : rest.slice(0, -1)).filter((other) => other !== undefined);
    const stack = others.find((other) => typeof other === 'string' && other.includes('\n    at '));
    const more = others.filter((other) => other !== stack);
    const fields = { context, stack, ...(more.length > 0 && { more }) };
    if (message instanceof Error) this.pinoOf()[level]({ ...fields, error: message }, message.message);
    else if (typeof message === 'object') this.pinoOf()[level]({ ...fields, ...message });
    else this.pinoOf()[level](fields, typeof message === 'string' ? message : JSON.stringify(message));
  }
}
