import { expectStatus } from './caller.js';
import type { ShopUnderTest } from './shop-under-test.js';

/** Everything that a context has published. */
export async function publishedBy<Fact>(shop: ShopUnderTest, context: string): Promise<readonly Fact[]> {
  const staff = await shop.staff();
  const facts: Fact[] = [];
  for (let after = 0; ;) {
    const answer = await staff.get<readonly Fact[]>(`/feeds/${context}?after=${after}&limit=500`);
    facts.push(...expectStatus(answer, 200));
    const upTo = Number(answer.headers.get('feed-position'));
    if (upTo === after) return facts;
    after = upTo;
  }
}
