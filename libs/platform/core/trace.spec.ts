import fc from 'fast-check';
import { causationTree, type TracedEvent, type TraceNode } from './trace.js';

function event(id: string, causationId?: string, details: Partial<TracedEvent> = {}): TracedEvent {
  const metadata = { commandId: 'c', correlationId: 'x', ...(causationId !== undefined && { causationId }) };
  const recordedAt = '2026-11-21T10:00:00.000Z';
  return { context: 'orders', position: 1, stream: 's', version: 1, type: id, id, recordedAt, metadata, ...details };
}

type Shape = { readonly [id: string]: Shape };
const shapeOf = (nodes: readonly TraceNode[]): Shape =>
  Object.fromEntries(nodes.map(({ event: { id }, effects }) => [id, shapeOf(effects)]));
const sizeOf = (nodes: readonly TraceNode[]): number =>
  nodes.reduce((sum, { effects }) => sum + 1 + sizeOf(effects), 0);

describe('the tree of a trace', () => {
  const placed = event('placed');
  const reserved = event('reserved', 'placed', { context: 'catalog' });
  const charged = event('charged', 'placed', { context: 'payments', recordedAt: '2026-11-21T10:00:01.000Z' });
  const confirmed = event('confirmed', 'charged', { position: 2, recordedAt: '2026-11-21T10:00:02.000Z' });

  it('leads from causes to effects across contexts', () => {
    const tree = { placed: { reserved: {}, charged: { confirmed: {} } } };
    expect(shapeOf(causationTree([placed, reserved, charged, confirmed]))).toEqual(tree);
  });

  it('is the same in whatever order the contexts answer, and however often', () => {
    const events = [placed, reserved, charged, confirmed];
    const tree = causationTree(events);
    const told = fc.shuffledSubarray([...events, ...events], { minLength: 8 });
    fc.assert(fc.property(told, (some) => expect(causationTree(some)).toEqual(tree)));
  });

  it('orders effects by time, then by context and position', () => {
    const later = event('later', 'placed', { recordedAt: '2026-11-21T10:00:09.000Z' });
    const second = event('second', 'placed', { position: 5 });
    const first = event('first', 'placed', { position: 3 });
    const [root] = causationTree([later, second, reserved, first, placed]);
    expect(root!.effects.map(({ event: { id } }) => id)).toEqual(['reserved', 'first', 'second', 'later']);
  });

  it('begins with what no event of it caused, and says of which cause nothing is known', () => {
    const roots = causationTree([placed, event('stray', 'elsewhere')]);
    expect(roots.map(({ event: { id }, unknownCause }) => [id, unknownCause])).toEqual([
      ['placed', undefined],
      ['stray', 'elsewhere'],
    ]);
  });

  it('is not led astray by events that name each other', () => {
    expect(shapeOf(causationTree([event('a', 'b'), event('b', 'a'), event('c', 'c')]))).toEqual({
      a: { b: {} },
      c: {},
    });
  });

  it('holds every event once, whatever they name as their causes', () => {
    const anyone = fc.nat({ max: 9 }).map(String);
    const links = fc.array(fc.tuple(anyone, fc.option(anyone, { nil: undefined })));
    fc.assert(
      fc.property(links, (pairs) => {
        const events = pairs.map(([id, cause]) => event(id, cause));
        expect(sizeOf(causationTree(events))).toBe(new Set(pairs.map(([id]) => id)).size);
      }),
    );
  });

  it('may be as deep as it likes', () => {
    const chain = Array.from({ length: 5_000 }, (_, index) =>
      event(`${index}`, index === 0 ? undefined : `${index - 1}`),
    );
    expect(causationTree(chain)).toHaveLength(1);
  });
});
