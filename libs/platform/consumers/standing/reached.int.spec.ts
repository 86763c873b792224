import { randomUUID } from 'node:crypto';
import { positionFrom } from '#platform/core';
import { ReturnParcel } from '#test/post-office';
import { runPostOffice } from '#test/running-post-office';

const post = runPostOffice();
const { start } = post;

const soon = () => performance.now() + 10_000;

describe('waiting for a receipt', () => {
  it('of another context ends when the read model shows what it led to', async () => {
    const { consumers } = await start(['reaction', 'projection']);
    for (let turn = 0; turn < 20; turn++) {
      const letter = randomUUID();
      const { position } = await post.office.postLetter(letter);
      expect(await consumers.reached(new Map([['desk', position]]), soon())).toBe(true);
      expect(await post.office.view(letter)).toMatchObject({ status: 'registered' });
    }
  });

  it('of the own context ends when the projections are there', async () => {
    const instance = await start(['reaction', 'projection']);
    const letter = randomUUID();
    const { position } = await post.office.postLetter(letter);
    await instance.consumers.reached(new Map([['desk', position]]), soon());
    await post.office.recallLetter(letter);
    const receipt = (await instance.dispatch(new ReturnParcel(letter))) as { position: number };
    expect(await instance.consumers.reached(new Map([['post', positionFrom(receipt.position)]]), soon())).toBe(true);
    expect(await post.office.view(letter)).toMatchObject({ status: 'returned' });
  });

  it('works where other instances run the consumers', async () => {
    await start(['reaction', 'projection']);
    const bystander = await start(['reaction', 'projection']);
    const letter = randomUUID();
    const { position } = await post.office.postLetter(letter);
    expect(await bystander.consumers.reached(new Map([['desk', position]]), soon())).toBe(true);
    expect(await post.office.view(letter)).toMatchObject({ status: 'registered' });
  });

  it('ends at the deadline with the truth', async () => {
    const { consumers } = await start(['projection']);
    const head = await post.office.postLog.head();
    expect(await consumers.reached(new Map([['post', positionFrom(head + 1)]]), performance.now() + 30)).toBe(false);
    expect(await consumers.reached(new Map([['post', head]]), soon())).toBe(true);
  });

  it('does not wait for contexts that nobody here listens to, nor for nothing', async () => {
    const { consumers } = await start(['projection']);
    expect(await consumers.reached(new Map([['elsewhere', positionFrom(4711)]]), performance.now())).toBe(true);
    expect(await consumers.reached(new Map(), performance.now())).toBe(true);
  });
});

describe('hearing another context out', () => {
  it('waits for what its facts led to, and not for the read models made of that', async () => {
    const { consumers } = await start(['reaction', 'projection']);
    const letter = randomUUID();
    await post.office.post.operator.transaction(async (held) => {
      await held.query(`lock table ${post.office.post.schema}.parcel_view in access exclusive mode`);
      const { position } = await post.office.postLetter(letter);
      expect(await consumers.heard('desk', position, performance.now() + 5_000)).toBe(true);
    });
    const led = await post.office.postLog.readStream(`post.parcel-${letter}`, 0);
    expect(led.map(({ type }) => type)).toEqual(['ParcelRegistered']);
  });

  it('ends at the deadline with the truth', async () => {
    const { consumers } = await start(['reaction']);
    const beyond = positionFrom((await post.office.deskLog.head()) + 1);
    expect(await consumers.heard('desk', beyond, performance.now() + 30)).toBe(false);
  });
});
