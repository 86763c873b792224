import { randomUUID } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { TestBroker } from '#test/nats';
import { Street } from '#test/street';

process.env['LOG_LEVEL'] = 'silent';

let street: Street;
beforeAll(async () => {
  street = await Street.open();
  await street.light('first', randomUUID());
  await eventually(async () => {
    const { rowCount } = await street.operator.query('select from watch.log_head where position > 0');
    if (rowCount === 0) throw new Error('The watchman has noted nothing yet');
  });
});
afterAll(() => street.close());

interface Findings {
  readonly findings: readonly { of: string; check: string; state: string; says: string }[];
}

/** Runs work with settings that differ. */
async function having<T>(settings: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, settings);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(settings)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** Runs work while something that a person did holds. */
async function during<T>(done: string, undone: string, work: () => Promise<T>): Promise<T> {
  await street.operator.query(done);
  try {
    return await work();
  } finally {
    await street.operator.query(undone);
  }
}

describe('tearline verify', () => {
  it('finds no fault in what the system wrote', async () => {
    const { code, printed } = await street.run('verify', '--json');
    expect([code, JSON.parse(printed)]).toEqual([
      0,
      {
        faulty: 0,
        contexts: ['street', 'watch'].map((context) =>
          expect.objectContaining({ context, head: 1, streams: 1, checksum: expect.any(String) as string, faults: [] }),
        ),
      },
    ]);
    expect(street.drawn.at(-2)).toMatch(/^watch \[#{24}\] 100 % {2}1 of 1/);
    expect((await street.run('verify', 'watch')).printed).not.toContain('street');
  });

  it('ends with 1 when a consumer is ahead of what it reads', async () => {
    const move = (by: string) =>
      `update watch.checkpoints set position = position ${by} where consumer = 'watch.notes'`;
    const { code, printed } = await during(move('+ 5'), move('- 5'), () => street.run('verify'));
    expect(code).toBe(1);
    expect(printed).toContain('watch (checkpoints): watch.notes is at 6 of street, which ends at 1.');
  });

  it('ends with 1 when the log is not whole', async () => {
    const { code, printed } = await during(
      'update street.log_head set position = 2',
      'update street.log_head set position = 1',
      () => street.run('verify', 'street'),
    );
    expect([code, printed]).toEqual([1, expect.stringContaining('street (positions): Position 2 is missing.')]);
  });

  it('of a context that there is not ends with 2, of a database that is not there with 3', async () => {
    expect(await street.run('verify', 'nowhere')).toMatchObject({ code: 2 });
    const { code, complained } = await having({ DATABASE_URL: 'postgres://a:b@127.0.0.1:1/none' }, () =>
      street.run('verify'),
    );
    expect([code, complained]).toEqual([3, expect.stringContaining('correct the address in DATABASE_URL')]);
  });

  it('of a context whose own server is not there names the setting with its address', async () => {
    const { code, complained } = await having({ WATCH_DATABASE_URL: 'postgres://a:b@127.0.0.1:1/none' }, () =>
      street.run('verify'),
    );
    expect([code, complained]).toEqual([3, expect.stringContaining('correct the address in WATCH_DATABASE_URL')]);
  });
});

describe('tearline archive', () => {
  it('says of a database in which there is nothing how to mend that', async () => {
    const empty = await createTestDatabase();
    try {
      const { code, complained } = await having({ DATABASE_URL: empty.url }, () => street.run('archive', 'list'));
      expect([code, complained]).toEqual([
        3,
        expect.stringMatching(/start the system once|correct the address in DATABASE_URL/),
      ]);
    } finally {
      await empty.drop();
    }
  });

  const later = '2999-01-01T00:00:00Z';
  const json = async <Body>(...args: string[]) => {
    const { code, printed, complained } = await street.run('--json', ...args);
    expect([code, complained]).toEqual([0, '']);
    return JSON.parse(printed) as Body;
  };
  const checksum = async () =>
    (await json<{ contexts: { checksum: string }[] }>('verify', 'street')).contexts[0]!.checksum;

  it('moves closed streams into files and back, and the log stays the same', async () => {
    await street.light('old', randomUUID());
    await street.remove('old');
    await street.light('young', randomUUID());
    const before = await checksum();
    expect(await json('archive', 'estimate', '--before', later)).toEqual({
      leaving: [{ context: 'street', category: 'street.lamp', streams: 1, events: 2 }],
    });
    const nowhere = await having({ ARCHIVE_DIRECTORY: '' }, () => street.run('archive', 'run', '--before', later));
    expect([nowhere.code, nowhere.complained]).toEqual([2, expect.stringContaining('ARCHIVE_DIRECTORY is not set')]);
    expect(await json('archive', 'run', 'street', '--before', later)).toMatchObject({
      moved: [{ context: 'street', files: 1, streams: 1, events: 2 }],
      isComplete: true,
    });
    const { files } = await json<{ files: { name: string }[] }>('archive', 'list');
    expect(files).toMatchObject([{ context: 'street', events: 2 }]);
    expect(await checksum()).toBe(before);

    const file = join(street.archive, 'street', files[0]!.name);
    const content = await readFile(file);
    await chmod(file, 0o600);
    await writeFile(file, content.with(content.length - 9, content.at(-9)! ^ 1));
    const damaged = await street.run('verify', 'street');
    expect([damaged.code, damaged.printed]).toEqual([1, expect.stringContaining(`(archive): ${files[0]!.name} is damaged.`)]); // prettier-ignore
    expect(damaged.printed).toMatch(
      /\(archive\): Positions \d+ to \d+ cannot be read: A file of older events is damaged/,
    );
    await writeFile(file, content);

    const unknown = await street.run('archive', 'restore', 'street', 'another.jsonl.zst');
    expect([unknown.code, unknown.complained]).toEqual([2, expect.stringContaining('no file another.jsonl.zst')]);
    expect(await json('archive', 'restore', 'street', files[0]!.name)).toEqual({
      context: 'street',
      files: 1,
      events: 2,
    });
    expect((await street.run('archive')).code).toBe(2);
    expect((await street.run('archive', 'list')).printed).toBe('Nothing is archived.');
    expect(await checksum()).toBe(before);
  });

  it('wants to know which streams', async () => {
    const { code, complained } = await street.run('archive', 'run', '--before', 'long ago');
    expect([code, complained]).toEqual([2, expect.stringContaining('It must be a time such as')]);
  });
});

describe('tearline doctor', () => {
  const examine = async (...args: string[]) => {
    const { code, printed, complained } = await street.run('doctor', '--json', ...args);
    expect(complained).toBe('');
    const { findings } = JSON.parse(printed) as Findings;
    return { code, findings, bad: findings.filter(({ state }) => state !== 'fine') };
  };

  it('finds nothing wrong with a system at work, and says what it looked at', async () => {
    const { code, findings, bad } = await examine();
    expect([code, bad]).toEqual([0, []]);
    const looked = new Set(findings.map(({ check }) => check));
    expect([...looked]).toEqual(expect.arrayContaining(['settings', 'server', 'connections', 'disk', 'promises', 'readiness'])); // prettier-ignore
    expect((await street.run('doctor')).printed).toMatch(/^fine +street +promises +Its role may read and append/m);
  });

  it('finds a role that may do too much, as the start does', async () => {
    const { rows } = await street.operator.query<{ role: string }>(
      `select grantee as role from information_schema.role_table_grants
       where table_schema = 'street' and table_name = 'log_head' and grantee not like '%owner' limit 1`,
    );
    const { role } = rows[0]!;
    await during(
      `grant delete on street.events to ${role}`,
      `revoke delete on street.events from ${role}`,
      async () => {
        const { code, bad } = await examine();
        expect([code, bad]).toEqual([1, [expect.objectContaining({ of: 'street', check: 'rights', state: 'wrong' })]]);
      },
    );
  });

  it('finds that nothing keeps events from being changed', async () => {
    const guard = (state: string) => `alter table street.events ${state} trigger all`;
    const { code, bad } = await during(guard('disable'), guard('enable'), () => examine());
    expect([code, bad]).toEqual([1, [expect.objectContaining({ of: 'street', check: 'immutability' })]]);
  });

  it('finds settings that cannot be', async () => {
    const { code, bad } = await having({ PORT: 'many' }, () => examine());
    expect([code, bad]).toEqual([1, [expect.objectContaining({ check: 'settings', says: expect.stringContaining('PORT is "many"') as string })]]); // prettier-ignore
  });

  it('doubts a system that does not answer, and ends well', async () => {
    const { code, bad } = await examine('--url', 'http://127.0.0.1:1');
    expect([code, bad]).toEqual([0, [expect.objectContaining({ of: 'system', state: 'doubtful' })]]);
  });

  it('ends with 3 for a database that does not answer', async () => {
    const { code, bad } = await having({ DATABASE_URL: 'postgres://a:b@127.0.0.1:1/none' }, () => examine());
    expect(code).toBe(3);
    expect(new Set(bad.map(({ state }) => state))).toEqual(new Set(['unreachable']));
  });

  it('names the setting that has the address of a server that does not answer', async () => {
    const { bad } = await having({ WATCH_DATABASE_URL: 'postgres://a:b@127.0.0.1:1/none' }, () => examine());
    const at = { state: 'unreachable', says: expect.stringContaining('in WATCH_DATABASE_URL') as string };
    expect(bad).toEqual(['127.0.0.1:1/none', 'watch'].map((of) => expect.objectContaining({ of, ...at })));
  });

  it('looks for the broker where the settings ask for one', async () => {
    const broker = await TestBroker.start();
    const look = () => having({ TRANSPORT: 'nats', NATS_URL: broker.url }, () => examine());
    const there = await look();
    expect(there.bad).toEqual([]);
    expect(there.findings).toContainEqual(expect.objectContaining({ of: 'broker', state: 'fine' }));
    await broker.close();
    const gone = await look();
    expect([gone.code, gone.bad]).toEqual([3, [expect.objectContaining({ of: 'broker', state: 'unreachable' })]]);
  });
});
