import { runIn } from '#platform/execution';
import { createRootLogger, logger, StructuredLogger } from './index.js';

function recorded(level = 'trace') {
  const lines: Record<string, unknown>[] = [];
  const root = createRootLogger({ write: (line) => void lines.push(JSON.parse(line)) }, level);
  return { lines, pinoOf: () => root };
}

it("writes Nest's lines with level, context and message", () => {
  const { lines, pinoOf } = recorded();
  new StructuredLogger(pinoOf).log('Something happened', 'SomeController');
  expect(lines).toEqual([
    { level: 'info', time: expect.any(String), context: 'SomeController', msg: 'Something happened' },
  ]);
});

it('writes what every start repeats at debug only', () => {
  const { lines, pinoOf } = recorded();
  new StructuredLogger(pinoOf).log('Mapped a route', 'RouterExplorer');
  new StructuredLogger(pinoOf).error(new Error('told by whoever started it'), 'ExceptionHandler');
  expect(lines).toMatchObject([{ level: 'debug' }, { level: 'debug' }]);
});

it('writes the stack that Nest hands over with an error', () => {
  const { lines, pinoOf } = recorded();
  const error = new Error('broken');
  new StructuredLogger(pinoOf).error(error.message, error.stack, 'OrdersController');
  expect(lines[0]).toMatchObject({ level: 'error', context: 'OrdersController', msg: 'broken', stack: error.stack });
});

it('adds what the execution knows to every line', () => {
  const { lines, pinoOf } = recorded();
  const work = () => logger('consumers', pinoOf).info('Handled.', { position: 7 });
  runIn({ correlationId: 'c1', consumer: 'orders.checkout', receipts: [] }, work);
  expect(lines[0]).toMatchObject({
    context: 'consumers',
    correlationId: 'c1',
    consumer: 'orders.checkout',
    position: 7,
  });
});

it('keeps secrets out of fields, errors and messages', () => {
  const { lines, pinoOf } = recorded();
  const error = Object.assign(new Error('Bearer s3cr3t-value'), { details: { password: 's3cr3t-value' } });
  logger('http', pinoOf).error('Failed with Bearer s3cr3t-value', {
    error,
    headers: { authorization: 's3cr3t-value' },
  });
  new StructuredLogger(pinoOf).error(error, 'Http');
  new StructuredLogger(pinoOf).warn({ token: 's3cr3t-value' }, 'Http');
  expect(lines).toHaveLength(3);
  expect(JSON.stringify(lines)).not.toContain('s3cr3t-value');
});

it('is as quiet as it is told to be', () => {
  const { lines, pinoOf } = recorded('warn');
  logger('http', pinoOf).info('Nothing to see.');
  expect(lines).toEqual([]);
});
