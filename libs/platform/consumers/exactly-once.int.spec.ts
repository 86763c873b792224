import { randomUUID } from 'node:crypto';
import { PostgresEventLog } from '#platform/log-postgres';
import { eventually } from '#test/eventually';
import { runPostOffice } from '#test/running-post-office';
import { startProxy } from '#test/tcp-proxy';
import { CheckpointMoved } from './checkpoints.js';

/** What one instance owns of a reaction and a projection: the two, and the rebuilding of the read model. */
const ownable = 3;

const post = runPostOffice();
const { start } = post;

async function postLetters(amount: number, town: string): Promise<string[]> {
  const letters = Array.from({ length: amount }, () => randomUUID());
  await Promise.all(letters.map((letter) => post.office.postLetter(letter, { town })));
  return letters;
}

/** Every letter of the town has exactly one parcel and one stop, and the read model says the same. */
async function settled(town: string, letters: readonly string[]): Promise<void> {
  await eventually(
    async () => expect(await post.office.figures(town)).toEqual({ parcels: letters.length, stops: letters.length }),
    { within: 15_000, every: 20 },
  );
  expect((await post.office.stops(town)).toSorted()).toEqual(letters.toSorted());
  for (const letter of letters.slice(0, 20)) expect(await post.office.parcel(letter)).toEqual(['ParcelRegistered']);
}

describe('a fact of another context', () => {
  it('is reacted to and shown once', async () => {
    await start(['reaction', 'projection']);
    const town = randomUUID();
    const letters = await postLetters(200, town);
    await settled(town, letters);
    expect(await post.office.view(letters[0]!)).toEqual({ status: 'registered', history: ['registered'] });
  });

  it('is found though no signal told of it, as when another process appended it', async () => {
    await start(['reaction']);
    const [first] = await postLetters(1, 'Bern');
    await eventually(async () => expect(await post.office.parcel(first!)).toHaveLength(1));
    const elsewhere = new PostgresEventLog('desk', post.office.desk.database);
    const letterId = randomUUID();
    const data = { letterId, town: 'Bern', text: 'Hello' };
    const metadata = { commandId: randomUUID(), correlationId: randomUUID() };
    const event = { id: randomUUID(), type: 'LetterPosted', schemaVersion: 1, data, metadata };
    await elsewhere.append([{ stream: `desk.letter-${letterId}`, expectedVersion: 0, events: [event] }]);
    await eventually(async () => expect(await post.office.parcel(letterId)).toHaveLength(1));
  });

  it('keeps its cause: correlation, causation and consumer', async () => {
    await start(['reaction']);
    const letter = randomUUID();
    await post.office.postLetter(letter);
    await eventually(async () => expect(await post.office.parcel(letter)).toHaveLength(1));
    const [cause] = await post.office.deskLog.readStream(`desk.letter-${letter}`, 0);
    const [effect] = await post.office.postLog.readStream(`post.parcel-${letter}`, 0);
    expect(effect!.metadata).toMatchObject({
      correlationId: cause!.metadata.correlationId,
      causationId: cause!.id,
      consumer: 'post.register-parcels',
    });
  });

  it('counts once over restarts', async () => {
    const town = randomUUID();
    const letters: string[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const instance = await start(['reaction', 'projection'], { batch: 7 });
      letters.push(...(await postLetters(40, town)));
      await eventually(async () => expect((await post.office.stops(town)).length).toBeGreaterThan(turn * 40), {
        every: 1,
      });
      await instance.stop();
    }
    await start(['reaction', 'projection']);
    await settled(town, letters);
  });

  it('counts once when the connections die in the middle of the work', async () => {
    const instance = await start(['reaction', 'projection'], { batch: 5 });
    const town = randomUUID();
    const letters: string[] = [];
    for (let turn = 0; turn < 5; turn++) {
      const done = letters.length;
      letters.push(...(await postLetters(30, town)));
      await eventually(async () => expect((await post.office.stops(town)).length).toBeGreaterThan(done), { every: 1 });
      await instance.cut('all');
    }
    await settled(town, letters);
  });

  it('counts once when the handler dies half-way through a batch', async () => {
    const town = randomUUID();
    const letters = await postLetters(100, town);
    const deadly = new Set(letters.filter((_, nth) => nth % 10 === 5));
    post.office.world.reacting = (letter) => {
      if (deadly.delete(letter)) throw Object.assign(new Error('out of memory'), { code: '53200' });
    };
    await start(['reaction', 'projection'], { batch: 10 });
    await settled(town, letters);
    expect(deadly.size).toBe(0);
  });
});

describe('what does not concern a consumer', () => {
  it('moves its checkpoint all the same', async () => {
    await start(['reaction']);
    await post.office.postLetter();
    let position = 0;
    for (let turn = 0; turn < 5; turn++) ({ position } = await post.office.readLetter(randomUUID()));
    await eventually(async () => expect(await post.office.checkpoint('post.register-parcels', 'desk')).toBe(position));
  });

  it('is stored at the latest when it stops', async () => {
    const instance = await start(['reaction'], { poll: 10_000 });
    const { position } = await post.office.readLetter(randomUUID());
    const deadline = performance.now() + 10_000;
    expect(await instance.consumers.reached(new Map([['desk', position]]), deadline)).toBe(true);
    await instance.stop();
    expect(await post.office.checkpoint('post.register-parcels', 'desk')).toBe(position);
  });
});

describe('several instances', () => {
  it('started at once have one owner per consumer', async () => {
    const handled = new Map<string, number>();
    post.office.world.reacting = (letter) => handled.set(letter, (handled.get(letter) ?? 0) + 1);
    const town = randomUUID();
    await Promise.all([
      start(['reaction', 'projection']),
      start(['reaction', 'projection']),
      start(['reaction', 'projection']),
    ]);
    const letters = await postLetters(100, town);
    await settled(town, letters);
    expect([...handled.values()]).toEqual(Array(100).fill(1));
    await eventually(async () => {
      const owned = await Promise.all(post.instances.map((instance) => post.office.owns(instance)));
      expect(owned.reduce((sum, consumers) => sum + consumers)).toBe(ownable);
    });
  });

  it('take over within seconds when the owner stops', async () => {
    const first = await start(['reaction', 'projection']);
    const town = randomUUID();
    const letters = await postLetters(10, town);
    await settled(town, letters);
    await start(['reaction', 'projection']);
    await first.stop();
    letters.push(...(await postLetters(10, town)));
    await settled(town, letters);
  });

  it('take over within seconds when the owner loses its locks, and nothing is handled twice', async () => {
    const town = randomUUID();
    const [first, second] = [
      await start(['reaction', 'projection'], { batch: 3 }),
      await start(['reaction', 'projection'], { batch: 3 }),
    ];
    const letters: string[] = [];
    for (let turn = 0; turn < 4; turn++) {
      letters.push(...(await postLetters(30, town)));
      await eventually(async () => expect((await first.cut('locks')) + (await second.cut('locks'))).toBeGreaterThan(0));
    }
    await settled(town, letters);
  });

  it('take over within seconds from an owner of whom the database hears nothing, though nobody hung up', async () => {
    const way = await startProxy(post.office.post.url);
    const silent = await start(['reaction', 'projection'], { locks: way.url });
    const town = randomUUID();
    const letters = await postLetters(10, town);
    await settled(town, letters);
    const other = await start(['reaction', 'projection']);
    await eventually(async () => expect(await post.office.owns(other)).toBeGreaterThan(0));
    const session = await post.office.sessionOf(silent);
    way.swallowQuestions();
    way.swallowAnswers();
    const ofOthers = async () => (await post.office.owners()).filter((owner) => owner !== session).length;
    await eventually(async () => expect(await ofOthers()).toBe(ownable), { within: 6_000 });
    letters.push(...(await postLetters(10, town)));
    await settled(town, letters);
    await other.stop();
    await eventually(async () => expect(await post.office.owns(silent)).toBe(ownable));
    way.close();
  });

  it('that both believe to be the owner still handle each fact once', async () => {
    const town = randomUUID();
    const both = [
      await start(['reaction', 'projection'], { batch: 3 }),
      await start(['reaction', 'projection'], { batch: 3, locks: post.office.desk.url }),
    ];
    const letters: string[] = [];
    for (let turn = 0; turn < 4; turn++) letters.push(...(await postLetters(40, town)));
    await settled(town, letters);
    expect(both.flatMap(({ errors }) => errors).some((error) => error instanceof CheckpointMoved)).toBe(true);
  });
});
