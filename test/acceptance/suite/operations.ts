import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually.js';
import { expectProblem, expectStatus, fieldsOf } from '../../drivers/caller.js';
import { tearline } from '../../drivers/tearline.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

interface HistoryPage {
  readonly items: readonly {
    readonly position: number;
    readonly stream: string;
    readonly version: number;
    readonly type: string;
    readonly data: unknown;
    readonly metadata: { readonly correlationId: string };
    readonly recordedAt: string;
  }[];
  readonly next: string | null;
}

interface Standing {
  readonly name: string;
  readonly kind: string;
  readonly standsStill: string | null;
  readonly sources: readonly {
    readonly source: string;
    readonly checkpoint: number;
    readonly head: number | null;
    readonly lag: { readonly events: number; readonly seconds: number } | null;
    readonly coverage: { readonly handled: number; readonly uncovered: number } | null;
  }[];
  readonly held: { readonly parked: { readonly streams: number } };
}

interface Traced {
  readonly event: { readonly context: string; readonly type: string };
  readonly effects: readonly Traced[];
}

const contextsIn = (nodes: readonly Traced[]): ReadonlySet<string> =>
  new Set(nodes.flatMap(({ event, effects }) => [event.context, ...contextsIn(effects)]));

const contexts = ['users', 'catalog', 'orders', 'payments', 'shipping', 'analytics'];

export function describeOperations(shop: () => ShopUnderTest): void {
  const placed = async () => {
    const { staff, shopper } = await shop().people();
    const correlation = randomUUID();
    const basket = { [await staff.sells()]: 2 };
    const answer = await shopper.place(basket, 'tok_ok', { 'x-correlation-id': correlation });
    const { orderId } = expectStatus(answer, 201);
    await shopper.sees(orderId, ({ shipment }) => shipment !== null);
    const history = async (path: string) => expectStatus(await staff.get<HistoryPage>(`/contexts/${path}`), 200);
    return { staff, shopper, orderId, correlation, history };
  };

  it('are told which contexts there are, and what each is made of', async () => {
    const staff = await shop().staff();
    const { items } = expectStatus(await staff.get<{ readonly items: readonly { name: string }[] }>('/contexts'), 200);
    expect(items.map(({ name }) => name)).toEqual(contexts.toSorted());
    expect(expectStatus(await staff.get('/contexts/orders'), 200)).toMatchObject({
      name: 'orders',
      streams: expect.arrayContaining([
        { category: 'orders.order', kind: 'aggregate', events: expect.arrayContaining(['OrderPlaced']) as string[] },
      ]) as object,
      contracts: expect.arrayContaining(['orders.order-placed.v1']) as string[],
      consumers: expect.arrayContaining([
        expect.objectContaining({ name: 'orders.order-view', kind: 'projection', isRebuildable: true }),
        expect.objectContaining({
          name: 'orders.checkout',
          hears: expect.arrayContaining([
            { context: 'payments', types: expect.arrayContaining(['payments.payment-captured.v1']) as string[] },
          ]) as object,
        }),
      ]) as object,
    });
    expectProblem(await (await shop().shopper()).get('/contexts'), 403, 'security.not-allowed');
    expectProblem(await shop().visitor().get('/contexts'), 401, 'security.sign-in-required');
  });

  it('are told what happened in a context, by stream and by type', async () => {
    const { orderId, history } = await placed();
    const { items, next } = await history(`orders/events?stream=orders.order-${orderId}&limit=100`);
    expect(next).toBeNull();
    expect(items.map(({ version }) => version)).toEqual(items.map((_, index) => index + 1));
    expect(items[0]).toMatchObject({ type: 'OrderPlaced', data: { orderId } });
    const paid = await history(`orders/events?stream=orders.order-${orderId}&type=OrderPaid`);
    expect(paid.items.map(({ type }) => type)).toEqual(['OrderPaid']);
  });

  it('are told in every context what one request led to', async () => {
    const { correlation, history } = await placed();
    const of = async (context: string) =>
      (await history(`${context}/events?correlation=${correlation}&limit=100`)).items;
    const found = await Promise.all(contexts.map(async (context) => [context, await of(context)] as const));
    const active = found.filter(([, items]) => items.length > 0).map(([context]) => context);
    expect(active).toEqual(['catalog', 'orders', 'payments', 'shipping']);
    for (const { metadata } of found.flatMap(([, items]) => items)) expect(metadata.correlationId).toBe(correlation);
  });

  it('are told by the command line what one request led to, as a tree', async () => {
    const { correlation } = await placed();
    const env = { TEARLINE_URL: shop().origin, TEARLINE_TOKEN: await shop().tokenOfStaff() };
    const { code, printed, complained } = await tearline(['trace', correlation, '--json'], env);
    if (code !== 0) throw new Error(`tearline ended with ${code}: ${complained}`);
    const { roots } = JSON.parse(printed) as { readonly roots: readonly Traced[] };
    expect(roots.map(({ event }) => event.type)).toEqual(['OrderPlaced']);
    expect([...contextsIn(roots)].toSorted()).toEqual(['catalog', 'orders', 'payments', 'shipping']);
  });

  it('are led through a long history by its pages', async () => {
    const { staff, orderId } = await placed();
    const path = `/contexts/orders/events?stream=orders.order-${orderId}&limit=2`;
    const first = await staff.get<HistoryPage>(path);
    const { items, next } = expectStatus(first, 200);
    expect(next).toBe(String(items[1]!.position));
    const link = /<(.+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1];
    const second = expectStatus(await staff.get<HistoryPage>(link!), 200);
    expect(second.items[0]).toMatchObject({ version: 3 });
  });

  it('are told what happened from one time to another', async () => {
    const { orderId, history } = await placed();
    const of = `orders/events?stream=orders.order-${orderId}&limit=100`;
    const { items } = await history(of);
    const [from, to] = [items[1]!.recordedAt, items.at(-1)!.recordedAt];
    const between = items.filter(({ recordedAt }) => recordedAt >= from && recordedAt < to);
    expect((await history(`${of}&from=${from}&to=${to}`)).items).toEqual(between);
  });

  it('see a stream as it was', async () => {
    const { staff, orderId, history } = await placed();
    const path = `/contexts/orders/streams/orders.order-${orderId}`;
    const first = expectStatus(await staff.get(`${path}?version=1`), 200);
    expect(first).toMatchObject({ version: 1, state: { status: 'placed' } });
    expectStatus(await staff.get(path), 200);
    const { items } = await history(`orders/events?stream=orders.order-${orderId}`);
    const then = expectStatus(await staff.get(`${path}?at=${items[0]!.recordedAt}`), 200);
    expect(then).toEqual(first);
    expectProblem(await staff.get(`${path}?version=1000`), 404, 'contexts.no-such-version');
    expectProblem(await staff.get(`${path}?at=2001-01-01T00:00:00Z`), 404, 'contexts.no-such-version');
    expectProblem(await staff.get('/contexts/orders/streams/orders.order-nobody'), 404, 'contexts.no-such-stream');
    expectProblem(await staff.get('/contexts/orders/streams/nothing'), 404, 'contexts.no-such-stream');
  });

  it('see a process and what it has heard', async () => {
    const { staff, orderId } = await placed();
    const answer = await staff.get(`/contexts/orders/streams/orders.checkout-${orderId}`);
    expect(expectStatus(answer, 200)).toMatchObject({ state: { facts: expect.any(Object) as object } });
  });

  it('see which processes are open, what each waits for, and that the code of today agrees with them', async () => {
    const { staff, orderId } = await placed();
    const processes = '/contexts/orders/processes';
    const path = `${processes}/orders.checkout/${orderId}`;
    expect(expectStatus(await staff.get(path), 200)).toMatchObject({
      state: 'open',
      timers: [{ timer: 'payment-overdue' }],
      notHeard: expect.arrayContaining(['shipping.shipment-dispatched.v1']) as string[],
      commands: [{ command: 'RequestPayment' }, { command: 'MarkPaid' }, { command: 'RecordShipment' }],
      now: { outcome: 'succeeds', events: [], rows: [] },
    });
    const { items } = expectStatus(await staff.get<{ items: object[] }>(`${processes}?state=open&limit=1`), 200);
    expect(items).toHaveLength(1);
    expect(expectStatus(await staff.get(`${processes}?state=stopped`), 200)).toEqual({ items: [], next: null });
    expect(expectStatus(await staff.get(`${processes}/replay`), 200)).toMatchObject({ differing: 0, unrecorded: 0 });
    expectProblem(await staff.post(`${path}/resume`), 409, 'processes.not-stopped');
    expect(fieldsOf(await staff.post(`${path}/abort`))).toEqual(['reason']);
    expectProblem(await staff.get(`${processes}/orders.checkout/nobody`), 404, 'processes.no-such-process');
    expect(fieldsOf(await staff.get(`${processes}?state=lost`))).toEqual(['state']);
  });

  it('are shown no secrets', async () => {
    const { shopper, history } = await placed();
    const { items } = await history(`users/events?stream=users.account-${shopper.userId}`);
    expect(items.length).toBeGreaterThan(0);
    expect(JSON.stringify(items)).not.toContain('$argon2');
  });

  it('find no parked stream where nothing failed', async () => {
    const staff = await shop().staff();
    const parked = '/contexts/orders/parked';
    expect(expectStatus(await staff.get(parked), 200)).toEqual({ items: [], next: null });
    for (const id of [randomUUID(), 'nonsense']) {
      expectProblem(await staff.get(`${parked}/${id}`), 404, 'parking.no-such-stream');
      expectProblem(await staff.post(`${parked}/${id}/resume`), 404, 'parking.no-such-stream');
      expectProblem(await staff.post(`${parked}/${id}/discard`, { reason: 'x' }), 404, 'parking.no-such-stream');
    }
    expect(fieldsOf(await staff.post(`${parked}/${randomUUID()}/discard`))).toEqual(['reason']);
  });

  it('see how far every consumer is, and that it has left nothing out', async () => {
    const { history } = await placed();
    for (const context of contexts) {
      const { items } = (await history(`${context}/consumers`)) as unknown as { readonly items: readonly Standing[] };
      for (const { name, standsStill, held, sources } of items) {
        expect(name.split('.')[0]).toBe(context);
        expect([name, standsStill, held.parked.streams]).toEqual([name, null, 0]);
        for (const { checkpoint, head, lag, coverage } of sources) {
          expect(head).toBeGreaterThanOrEqual(checkpoint);
          expect(lag).toMatchObject({ events: head! - checkpoint });
          expect([name, coverage?.uncovered ?? 0]).toEqual([name, 0]);
        }
      }
    }
    const orders = (await history('orders/consumers')) as unknown as { readonly items: readonly Standing[] };
    expect(orders.items.map(({ name, kind }) => [name, kind])).toEqual(
      expect.arrayContaining([
        ['orders.order-view', 'projection'],
        ['orders.checkout', 'process'],
      ]),
    );
    expect(orders.items.find(({ name }) => name === 'orders.checkout')!.sources[0]!.coverage!.handled).toBeGreaterThan(
      0,
    );
  });

  it.each(['orders.order-view', 'analytics.best-sellers'])('have %s built anew while it serves', async (consumer) => {
    const { staff, shopper, orderId } = await placed();
    const path = `/contexts/${consumer.split('.')[0]}/consumers/${consumer}/rebuild`;
    const state = async () => expectStatus(await staff.get<{ isLevel: boolean; status: string }>(path), 200);
    expectProblem(await staff.get(path), 404, 'rebuild.none');
    expectStatus(await staff.post(path), 202);
    expectProblem(await staff.post(path), 409, 'rebuild.already-begun');
    await eventually(async () => expect(await state()).toMatchObject({ isLevel: true, status: 'building' }));
    const compared = expectStatus(await staff.get<{ isSame: boolean }>(`${path}/comparison`), 200);
    expect(compared).toMatchObject({ isSame: true });
    expectProblem(await staff.post(`${path}/switch-back`, {}), 409, 'rebuild.not-switched');
    expect(fieldsOf(await staff.post(`${path}/switch`, { force: true }))).toEqual(['reason']);
    expectStatus(await staff.post(`${path}/switch`, {}), 200);
    expect(await state()).toMatchObject({ status: 'switched' });
    expectStatus(await shopper.get(`/orders/${orderId}`), 200);
    const later = expectStatus(await shopper.place({ [await staff.sells()]: 1 }), 201);
    await shopper.sees(later.orderId, ({ shipment }) => shipment !== null);
    expectStatus(await staff.post(`${path}/switch-back`, {}), 200);
    await shopper.sees(later.orderId, ({ shipment }) => shipment !== null);
    expectStatus(await staff.delete(path), 204);
    expectProblem(await staff.get(path), 404, 'rebuild.none');
  });

  it('cannot have built anew what acts on more than rows', async () => {
    const staff = await shop().staff();
    const rebuild = (consumer: string) => staff.post(`/contexts/payments/consumers/${consumer}/rebuild`);
    expectProblem(await rebuild('payments.provider'), 409, 'rebuild.not-rebuildable');
    expectProblem(await rebuild('payments.nothing'), 404, 'rebuild.no-such-consumer');
  });

  it('are told what is wrong with what they ask', async () => {
    const staff = await shop().staff();
    expect(fieldsOf(await staff.get('/contexts/orders/events?after=-1&limit=1000&from=yesterday'))).toEqual([
      'after',
      'from',
      'limit',
    ]);
    expect((await staff.get('/contexts/nowhere/events')).status).toBe(404);
  });

  it('are the only ones who are told', async () => {
    const shopper = await shop().shopper();
    for (const path of [
      '',
      '/events',
      '/consumers',
      '/consumers/orders.order-view/rebuild',
      '/streams/orders.order-1',
      '/parked',
      '/parked/1',
      '/processes',
      '/processes/orders.checkout/1',
      '/processes/replay',
    ]) {
      expectProblem(await shopper.get(`/contexts/orders${path}`), 403, 'security.not-allowed');
      expectProblem(await shop().visitor().get(`/contexts/orders${path}`), 401, 'security.sign-in-required');
    }
  });
}
