import type { FastifyReply } from 'fastify';
import { AnswerKeeper } from './answer-keeper.js';
import { MemoryIdempotencyStore } from './memory-idempotency-store.js';

process.env['LOG_LEVEL'] = 'silent';

const asked = { caller: 'somebody', route: 'POST /orders', key: 'key' };
const reply = { statusCode: 201, hasHeader: () => false } as unknown as FastifyReply;
const keeper = new AnswerKeeper();

/** A store that keeps an answer when it is told to, and not before. */
class SlowStore extends MemoryIdempotencyStore {
  readonly mayKeep = Promise.withResolvers<void>();

  override async complete(...kept: Parameters<MemoryIdempotencyStore['complete']>): Promise<void> {
    await this.mayKeep.promise;
    await super.complete(...kept);
  }
}

async function keyed() {
  const store = new SlowStore();
  const begun = await store.begin(asked, 'fingerprint', 'command');
  if (begun.outcome !== 'started') throw new Error('It has begun before');
  const again = async () => (await store.begin(asked, 'fingerprint', 'command')).outcome;
  return { request: { store, claim: begun.claim, keep: true }, store, again };
}

describe('an answer', () => {
  it('is kept before it goes out', async () => {
    const { request, store, again } = await keyed();
    const sent = keeper.settle(request, reply, '{}', 60_000).then(again);
    expect(await again()).toBe('running');
    store.mayKeep.resolve();
    expect(await sent).toBe('done');
  });

  it('goes out before it is kept when that takes too long, and is kept all the same', async () => {
    const { request, store, again } = await keyed();
    await keeper.settle(request, reply, '{}', 1);
    expect(await again()).toBe('running');
    store.mayKeep.resolve();
    await store.mayKeep.promise;
    expect(await again()).toBe('done');
  });

  it('goes out when it cannot be kept', async () => {
    const { request, store } = await keyed();
    store.mayKeep.reject(new Error('The database is away'));
    await keeper.settle(request, reply, '{}', 60_000);
  });
});
