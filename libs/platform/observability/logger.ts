import { createRequire } from 'node:module';
import { type DestinationStream, type LogFn, type Logger as Pino, pino } from 'pino';
import { z } from 'zod';
import { setting } from '#platform/config';
import { currentExecution } from '#platform/execution';
import { redact, redactText } from './redaction.js';
import { parseTraceparent } from './traceparent.js';

const logLevel = setting(
  'LOG_LEVEL',
  z.enum(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'must be fatal, error, warn, info, debug, trace or silent',
  ),
  'how much the process logs',
  { default: 'info' },
);
const logFormat = setting(
  'LOG_FORMAT',
  z.enum(['json', 'pretty'], 'must be json or pretty'),
  'how log lines look; pretty on a terminal and json elsewhere when unset',
);

/** How many bytes of lines wait, at most, until they can be written again. */
const mostUnwritten = 16 * 1024 * 1024;

/** What platform code logs with; fields are redacted, and the execution's correlation id and trace id are added to every line. */
export interface PlatformLogger {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

let root: Pino | undefined;

/** The process's one pino, made when the first line is written. */
export function rootLogger(): Pino {
  root ??= createRootLogger(destination());
  return root;
}

/** A pino of our making over any destination; for tests and tools, everybody else uses `logger`. */
export function createRootLogger(stream: DestinationStream, level: string = logLevel.value): Pino {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: (fields) => redact(fields) as Record<string, unknown> },
      mixin: executionFields,
      hooks: { logMethod: redactMessage },
    },
    stream,
  );
}

/**
 * A logger for platform code that is not a Nest class.
 *
 * @example
 * const log = logger('consumers');
 * log.warn('A stream was parked.', { consumer, stream, error });
 */
export function logger(name: string, pinoOf: () => Pino = rootLogger): PlatformLogger {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: object) =>
    pinoOf()[level]({ context: name, ...fields }, message);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function executionFields(): object {
  const execution = currentExecution();
  if (execution === undefined) return {};
  const { correlationId, consumer, traceparent } = execution;
  const traceId = parseTraceparent(traceparent)?.traceId;
  return { correlationId, ...(traceId !== undefined && { traceId }), ...(consumer !== undefined && { consumer }) };
}

function redactMessage(this: Pino, args: unknown[], write: LogFn): void {
  const [fields, message] = args as [object, string?];
  write.call(this, fields, message && redactText(message));
}

function destination(): DestinationStream {
  const format = logFormat.value ?? (process.stdout.isTTY ? 'pretty' : 'json');
  const output = pino.destination({ fd: 1, sync: true, maxLength: mostUnwritten });
  // A full disk or a terminal that is gone is no reason to stop working.
  output.on('error', () => {});
  if (format === 'json') return output;
  const pretty = createRequire(import.meta.url)('pino-pretty') as (options: object) => DestinationStream;
  const colorize = process.stdout.isTTY;
  return pretty({ colorize, translateTime: 'SYS:HH:MM:ss.l', ignore: 'context', destination: output });
}
