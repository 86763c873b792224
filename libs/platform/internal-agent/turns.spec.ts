import { inTurns } from './turns.js';

/** A connector whose connections come about when the test says so. */
function aConnector(atOnce: number) {
  const begun: { readonly path: string; end(error: Error | null): void }[] = [];
  const ended: [path: string, error: string | undefined][] = [];
  const connect = inTurns((options, done) => {
    begun.push({
      path: options.servername!,
      end: (error) => (error === null ? done(null, {} as never) : done(error, null)),
    });
  }, atOnce);
  const ask = (hostname: string, name: string) =>
    connect({ protocol: 'https:', hostname, port: '1', servername: name }, (...[error]) => {
      ended.push([name, error?.message]);
    });
  return { ask, begun, ended, paths: () => begun.map(({ path }) => path) };
}

it('lets so many connections of an origin come about at a time, in their order', () => {
  const { ask, begun, ended, paths } = aConnector(2);
  for (const name of ['a', 'b', 'c', 'd']) ask('one', name);
  ask('other', 'e');
  expect(paths()).toEqual(['a', 'b', 'e']);
  begun[1]!.end(null);
  expect(paths()).toEqual(['a', 'b', 'e', 'c']);
  begun[0]!.end(null);
  begun[3]!.end(null);
  expect([paths(), ended]).toEqual([
    ['a', 'b', 'e', 'c', 'd'],
    [
      ['b', undefined],
      ['a', undefined],
      ['c', undefined],
    ],
  ]);
});

it('does not try those behind one that fails, and tries later ones anew', () => {
  const { ask, begun, ended, paths } = aConnector(1);
  for (const name of ['a', 'b', 'c']) ask('one', name);
  begun[0]!.end(new Error('nobody there'));
  const why = 'Not tried, because the connection before it failed: nobody there';
  expect(ended).toEqual([
    ['a', 'nobody there'],
    ['b', why],
    ['c', why],
  ]);
  ask('one', 'd');
  expect(paths()).toEqual(['a', 'd']);
});
