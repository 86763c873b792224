import { type ContextDatabase, openContextDatabase } from '#test/context-database';

let context: ContextDatabase;
beforeAll(async () => {
  context = await openContextDatabase('tests', []);
});
afterAll(() => context.close());

const read = (text: string) => context.database.read<{ answer: number }>({ text });

it('reads that are asked at the same moment share a connection', async () => {
  const pids = await Promise.all([1, 2, 3].map(() => read('select pg_backend_pid() as answer')));
  expect(new Set(pids.map(([row]) => row!.answer)).size).toBe(1);
});

it('each has its own answer, also behind one that fails', async () => {
  const statements = ['select 1 as answer', 'select 1 / 0 as answer', 'select 3 as answer'];
  const [one, failed, three] = await Promise.allSettled(statements.map(read));
  expect([one, three]).toEqual([1, 3].map((answer) => ({ status: 'fulfilled', value: [{ answer }] })));
  expect(failed).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
});
