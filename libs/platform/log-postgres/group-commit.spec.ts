import type { AppendOutcome, StreamWrite } from '#platform/log';
import { LogUnavailable } from '#platform/log';
import { eventually } from '#test/eventually';
import type { AppendBatch, GroupCommitLimits } from './group-commit.js';
import { GroupCommit } from './group-commit.js';

const away = Object.assign(new Error('the server is away'), { code: 'ECONNREFUSED' });
const unstorable = Object.assign(new Error('invalid input syntax for type uuid'), { code: '22P02' });

function to(...streams: string[]): StreamWrite[] {
  return streams.map((stream) => ({ stream, expectedVersion: 0, events: [] }));
}

/** A store that remembers its batches by stream and judges each append by its first stream's name. */
function aStore(
  judge: (attempt: number, streams: readonly string[]) => void = () => {},
  limits?: Partial<GroupCommitLimits>,
) {
  const batches: string[][] = [];
  const persist: AppendBatch = async (groups) => {
    const streams = groups.map((writes) => writes.map(({ stream }) => stream).join('+'));
    batches.push(streams);
    judge(batches.length, streams);
    return groups.map(([first]): AppendOutcome => {
      if (first!.stream.startsWith('lost')) return { outcome: 'conflict', streams: [first!.stream] };
      return { outcome: 'appended', writes: [] };
    });
  };
  return { commits: new GroupCommit(persist, limits), batches };
}

async function all(appends: readonly Promise<AppendOutcome>[]): Promise<string[]> {
  const settled = await Promise.allSettled(appends);
  return settled.map((one) =>
    one.status === 'fulfilled' ? one.value.outcome : (one.reason as Error).constructor.name,
  );
}

describe('appends that arrive together', () => {
  it('share one commit', async () => {
    const { commits, batches } = aStore();
    await all(['a', 'b', 'c'].map((stream) => commits.append(to(stream))));
    expect(batches).toEqual([['a', 'b', 'c']]);
  });

  it('each get their own outcome', async () => {
    const { commits } = aStore();
    expect(await all(['a', 'lost', 'c'].map((stream) => commits.append(to(stream))))).toEqual([
      'appended',
      'conflict',
      'appended',
    ]);
  });

  it('gather while another batch commits', async () => {
    const { commits, batches } = aStore((attempt) => {
      if (attempt === 1) later.push(commits.append(to('b')), commits.append(to('c')));
    });
    const later: Promise<AppendOutcome>[] = [];
    await commits.append(to('a'));
    await all(later);
    expect(batches).toEqual([['a'], ['b', 'c']]);
  });

  it('fill a batch up to its limit', async () => {
    const { commits, batches } = aStore(undefined, { batch: 2 });
    await all(['a', 'b', 'c', 'd', 'e'].map((stream) => commits.append(to(stream))));
    expect(batches).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('come at most once per stream into a batch, in their order', async () => {
    const { commits, batches } = aStore();
    await all([to('a', 'x'), to('b'), to('x'), to('x', 'c'), to('c'), to('d')].map((writes) => commits.append(writes)));
    expect(batches).toEqual([['a+x', 'b', 'd'], ['x'], ['x+c'], ['c']]);
  });
});

describe('an append that cannot be stored', () => {
  it('fails alone', async () => {
    const { commits, batches } = aStore((_, streams) => {
      if (streams.includes('bad')) throw unstorable;
    });
    expect(await all(['a', 'bad', 'c'].map((stream) => commits.append(to(stream))))).toEqual([
      'appended',
      'Error',
      'appended',
    ]);
    expect(batches).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
  });

  it('does not stop those that come later', async () => {
    const { commits } = aStore((attempt) => {
      if (attempt === 1) throw unstorable;
    });
    await expect(commits.append(to('a'))).rejects.toBe(unstorable);
    await expect(commits.append(to('a'))).resolves.toMatchObject({ outcome: 'appended' });
  });
});

describe('while the database is away', () => {
  it('the same batch is tried again until it is back', async () => {
    const { commits, batches } = aStore((attempt) => {
      if (attempt < 3) throw away;
    });
    expect(await all(['a', 'b'].map((stream) => commits.append(to(stream))))).toEqual(['appended', 'appended']);
    expect(batches).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('patience ends with LogUnavailable, for the batch and for nobody later', async () => {
    const { commits } = aStore(
      (_, streams) => {
        if (streams.includes('a')) throw away;
      },
      { patience: 30 },
    );
    expect(await all(['a', 'b'].map((stream) => commits.append(to(stream))))).toEqual([
      'LogUnavailable',
      'LogUnavailable',
    ]);
    await expect(commits.append(to('c'))).resolves.toMatchObject({ outcome: 'appended' });
  });

  it('who has waited as long behind the batch is refused with it, untried', async () => {
    const { promise: hanging, reject } = Promise.withResolvers<never>();
    const tried: string[] = [];
    const persist: AppendBatch = (groups) => {
      tried.push(...groups.map(([first]) => first!.stream));
      return tried.length === 1 ? hanging : Promise.resolve(groups.map(() => ({ outcome: 'appended', writes: [] })));
    };
    const commits = new GroupCommit(persist, { patience: 20 });
    const first = commits.append(to('a'));
    await eventually(() => expect(tried).toEqual(['a']), { every: 1 });
    const [behind, since] = [commits.append(to('b')), performance.now()];
    await eventually(() => expect(performance.now() - since).toBeGreaterThan(20), { every: 1 });
    const young = commits.append(to('c'));
    reject(away);
    expect(await all([first, behind, young])).toEqual(['LogUnavailable', 'LogUnavailable', 'appended']);
    expect(tried).toEqual(['a', 'c']);
  });

  it('no more than the limit may wait', async () => {
    const { commits } = aStore(undefined, { waiting: 3 });
    const appends = ['a', 'b', 'c', 'd'].map((stream) => commits.append(to(stream)));
    await expect(appends[3]).rejects.toThrow(LogUnavailable);
    expect(await all(appends)).toEqual(['appended', 'appended', 'appended', 'LogUnavailable']);
    await expect(commits.append(to('e'))).resolves.toMatchObject({ outcome: 'appended' });
  });
});
