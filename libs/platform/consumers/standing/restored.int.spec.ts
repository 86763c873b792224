import { randomUUID } from 'node:crypto';
import { FeedWentBack } from '#platform/feed';
import { eventually } from '#test/eventually';
import { type Instance, PostOffice } from '#test/post-office';

let office: PostOffice;
let instance: Instance;
const consumer = 'post.register-parcels';

beforeAll(async () => {
  office = await PostOffice.open();
});
afterEach(() => instance.stop());
afterAll(() => office.close());

/** As if the desk had been restored from a backup, and the post office had not. */
function movedBy(positions: number) {
  return office.post.database.query(
    `update checkpoints set position = position + $1 where consumer = $2 and source = 'desk'`,
    [positions, consumer],
  );
}

describe('a consumer that has handled more than its source has', () => {
  it('stands still, says what to do, and goes on by itself once that is done', async () => {
    const [town, first, second] = [randomUUID(), randomUUID(), randomUUID()];
    const { position } = await office.postLetter(first, { town });
    instance = await office.start(['reaction']);
    await eventually(async () => expect(await office.stops(town)).toEqual([first]));
    await eventually(async () => expect(await office.checkpoint(consumer, 'desk')).toBe(position));
    await instance.stop();
    await movedBy(1_000);

    instance = await office.start(['reaction']);
    await eventually(() => expect(() => instance.consumers.assertMoving()).toThrow(FeedWentBack));
    expect(() => instance.consumers.assertMoving()).toThrow(
      /at position \d+, but the log of desk ends at \d+: .* Restore desk/,
    );
    await office.postLetter(second, { town });
    await expect(
      eventually(async () => expect(await office.stops(town)).toHaveLength(2), { within: 1_500 }),
    ).rejects.toThrow('Not within');
    expect(instance.errors.filter((error) => error instanceof FeedWentBack)).toHaveLength(1);

    await movedBy(-1_000);
    await eventually(async () => expect(await office.stops(town)).toEqual([first, second]));
    expect(() => instance.consumers.assertMoving()).not.toThrow();
  });
});
