import { CreateArchive1763700000014, CreateLog1763700000000 } from '#platform/log-postgres';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { rolePrefix } from '#test/roles';
import type { Queryable } from './database.js';
import { type ContextHome, provision } from './provision.js';
import { examineRights, refuseUnfitServer } from './rights-checks.js';
import { examineServer, UnfitServer } from './server-checks.js';

let context: ContextDatabase;
let role: string;
beforeAll(async () => {
  context = await openContextDatabase('tests', [CreateLog1763700000000, CreateArchive1763700000014]);
  role = decodeURIComponent(new URL(context.url).username);
});
afterAll(() => context.close());

const problemsOf = async (database = context.database) => (await examineRights(database)).map(({ problem }) => problem);

/** Runs work while something that an operator did holds. */
async function during<T>(done: string, undone: string, work: () => Promise<T>): Promise<T> {
  await context.operator.query(done);
  try {
    return await work();
  } finally {
    await context.operator.query(undone);
  }
}

describe('a database as the platform makes it', () => {
  it('has nothing wrong with it', async () => {
    expect(await refuseUnfitServer(context.database)).toEqual([]);
  });
});

describe('the clocks', () => {
  const at = (apart: number) => examineServer(context.database, () => Date.now() + apart);

  it('may differ by seconds', async () => {
    expect(await at(4_000)).toEqual([]);
    expect(await at(-4_000)).toEqual([]);
  });

  it('are told of when they differ by more, and nothing is refused', async () => {
    const [ahead] = await at(60_000);
    expect(ahead).toMatchObject({ check: 'clock', isFatal: false });
    expect(ahead!.problem).toMatch(/^The clock of this machine is (59|60)\.\d s ahead of the database's/);
    const [behind] = await at(-60_000);
    expect(behind!.problem).toMatch(/is (59|60|61)\.\d s behind the database's/);
  });

  it('do not differ because the answer took its time', async () => {
    let asked = 0;
    expect(await examineServer(context.database, () => Date.now() + (asked++ === 0 ? -30_000 : 30_000))).toEqual([]);
  });
});

describe('the rights of the running role', () => {
  it.each(['insert', 'update', 'delete', 'truncate'])(
    'must not be to %s what says where older events are',
    async (right) => {
      const [done, undone] = ['grant', 'revoke'].map(
        (verb) => `${verb} ${right} on archive_blocks ${verb === 'grant' ? 'to' : 'from'} ${role}`,
      );
      await during(done!, undone!, async () => {
        expect(await problemsOf()).toEqual([
          `The role ${role} may ${right} archive_blocks, which say where older events are: run "revoke ${right} on archive_blocks from ${role}".`,
        ]);
      });
    },
  );

  it('must not be to delete what counts the events', async () => {
    await during(`grant delete on log_head to ${role}`, `revoke delete on log_head from ${role}`, async () => {
      expect(await problemsOf()).toEqual([expect.stringContaining('may delete log_head, which counts the events')]);
    });
  });

  it.each(['update', 'delete', 'truncate'])('must not be to %s events', async (right) => {
    await during(`grant ${right} on events to ${role}`, `revoke ${right} on events from ${role}`, async () => {
      expect(await problemsOf()).toEqual([
        `The role ${role} may ${right} events, which are for ever: run "revoke ${right} on events from ${role}".`,
      ]);
      await expect(refuseUnfitServer(context.database)).rejects.toThrow(UnfitServer);
    });
  });

  it('must not be to update a single column of them', async () => {
    const granted = `grant update (data) on events to ${role}`;
    await during(granted, `revoke update (data) on events from ${role}`, async () => {
      expect(await problemsOf()).toEqual([expect.stringContaining('may update events')]);
    });
  });

  it('must not be the rights of the owner', async () => {
    const { owner } = context;
    await during(`grant ${owner} to ${role}`, `revoke ${owner} from ${role}`, async () => {
      expect(await problemsOf()).toEqual([
        `The role ${role} owns the events or may act as their owner: run "revoke ${owner} from ${role}".`,
      ]);
    });
  });

  it('must not be those of a superuser', async () => {
    expect(await problemsOf(context.operator)).toEqual([expect.stringContaining('is a superuser')]);
  });

  it('must be to read and append', async () => {
    await during(`revoke insert on events from ${role}`, `grant insert on events to ${role}`, async () => {
      expect(await problemsOf()).toEqual([
        `The role ${role} may not insert events: run "grant insert on events to ${role}".`,
      ]);
    });
  });
});

describe('a server that may forget', () => {
  it('is refused, also when only this role is told to be careless', async () => {
    const careless = context.anotherPool({ connections: 1 });
    await careless.query('set synchronous_commit = off');
    await expect(refuseUnfitServer(careless)).rejects.toThrow(
      /synchronous_commit = off .* set synchronous_commit = on/,
    );
  });

  it.each([
    ['fsync', 'off'],
    ['full_page_writes', 'off'],
    ['synchronous_commit', 'local'],
  ])('is found by %s = %s', async (name, setting) => {
    const found = await examineServer(pretending(name, setting));
    expect(found).toMatchObject([{ check: 'durability', isFatal: true }]);
    expect(found[0]!.problem).toContain(`PostgreSQL runs with ${name} = ${setting} and would lose`);
  });

  it('is found by its age', async () => {
    expect(await examineServer(pretending('server_version_num', '140013'))).toMatchObject([
      { check: 'version', isFatal: true, problem: expect.stringContaining('older than version 15') as string },
    ]);
  });
});

/** The database of this test, but for one of its server's settings. */
function pretending(name: string, setting: string): Queryable {
  const query = async (statement: string, values?: unknown[]) => {
    const { rows, rowCount } = await context.database.query(statement, values);
    return { rows: rows.map((row) => (row['name'] === name ? { ...row, setting } : row)), rowCount };
  };
  return { query: query as Queryable['query'] };
}

describe('roles and schemas of another system', () => {
  const homeOf = (home: Partial<ContextHome> = {}): ContextHome => ({
    context: 'borders',
    adminUrl: database.url,
    setting: 'DATABASE_URL',
    rolePrefix: `${rolePrefix}_border`,
    secret: 'the secret of this system',
    ...home,
  });
  let database: TestDatabase;
  let neighbour: TestDatabase;
  beforeAll(async () => {
    [database, neighbour] = [await createTestDatabase(), await createTestDatabase()];
    await provision(homeOf());
  });
  afterAll(async () => {
    await database.drop();
    await neighbour.drop();
  });

  it('are told from a changed prefix, and how to mend that', async () => {
    await expect(provision(homeOf({ rolePrefix: `${rolePrefix}_other` }))).rejects.toThrow(
      new RegExp(
        `^The schema borders belongs to the role ${rolePrefix}_border_borders_owner, .* set DATABASE_ROLE_PREFIX to what it was`,
      ),
    );
  });

  it('are left alone', async () => {
    await expect(provision(homeOf({ adminUrl: neighbour.url, secret: 'the secret of another one' }))).rejects.toThrow(
      /^The role \S+_border_borders is used by another system of this server, with the database \S+ and another DATABASE_ROLE_SECRET: set DATABASE_ROLE_PREFIX/,
    );
  });

  it('are those of the same system with the same secret, and the secret may change', async () => {
    await provision(homeOf({ adminUrl: neighbour.url }));
    await provision(homeOf({ secret: 'a new secret of this system' }));
    await provision(homeOf());
  });
});
