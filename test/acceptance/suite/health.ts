import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

export function describeHealth(shop: () => ShopUnderTest): void {
  it('is live', async () => {
    expect(await shop().visitor().get('/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
  });

  it('is ready', async () => {
    expect(await shop().visitor().get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
  });
}
