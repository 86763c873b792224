import { nextTraceparent, parseTraceparent } from './index.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const valid = `00-${trace}-00f067aa0ba902b7-01`;

it('reads a valid traceparent', () =>
  expect(parseTraceparent(valid)).toEqual({ traceId: trace, parentId: '00f067aa0ba902b7', flags: '01' }));

it('reads a later version with more parts', () =>
  expect(parseTraceparent(`${valid.replace('00-', 'cc-')}-more`)?.traceId).toBe(trace));

it.each([
  undefined,
  '',
  'nonsense',
  valid.toUpperCase(),
  `${valid}-more`,
  valid.replace('00-', 'ff-'),
  `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
  `00-${trace}-${'0'.repeat(16)}-01`,
])('does not read %s', (header) => expect(parseTraceparent(header)).toBeUndefined());

it('continues a trace under a name of its own', () => {
  const next = parseTraceparent(nextTraceparent(valid))!;
  expect(next.traceId).toBe(trace);
  expect(next.parentId).not.toBe('00f067aa0ba902b7');
});

it('begins a trace when there is none', () => expect(parseTraceparent(nextTraceparent('nonsense'))).toBeDefined());
