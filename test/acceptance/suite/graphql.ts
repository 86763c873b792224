import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually.js';
import type { OrderLine, Product, RevenueBucket } from '../../drivers/answers.js';
import type { Caller } from '../../drivers/caller.js';
import { ask, data, type GraphqlAnswer, refused, Subscribed } from '../../drivers/graphql.js';
import { orderOf, shippingAddress } from '../../drivers/shopper.js';
import { newAccount, type ShopUnderTest } from '../../drivers/shop-under-test.js';
import { aProduct } from '../../drivers/staff.js';

interface Order {
  readonly orderId: string;
  readonly status: string;
  readonly version: number;
  readonly lines: readonly OrderLine[];
  readonly payment: { readonly paymentId: string; readonly status: string } | null;
  readonly shipment: { readonly shipmentId: string; readonly status: string } | null;
  readonly history: readonly { readonly what: string }[];
}

const orderFields = `
  orderId status version total { amount currency } shippingAddress lines { sku title quantity unitPrice { amount currency } }
  payment { paymentId status attempts } shipment { shipmentId status carrier trackingNumber } history { at what }
`;
const placing = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { orderId status total { amount currency } } }`;
const looking = `query ($id: ID!) { order(id: $id) { ${orderFields} } }`;
const watching = `subscription ($id: ID!) { orderUpdated(id: $id) { ${orderFields} } }`;
const creating = `mutation ($input: CreateProductInput!) { createProduct(input: $input) { sku } }`;
const dispatching = `mutation ($id: ID!, $input: DispatchShipmentInput!) { dispatchShipment(id: $id, input: $input) { status } }`;
const delivering = `mutation ($id: ID!) { deliverShipment(id: $id) { status } }`;
const parcel = { carrier: 'DHL', trackingNumber: 'T-4711' };

const order = async (caller: Caller, id: string) => (await data<{ order: Order }>(caller, looking, { id })).order;
const place = async (caller: Caller, sku: string, token?: string) =>
  (await data<{ placeOrder: Order }>(caller, placing, { input: orderOf({ [sku]: 2 }, token) })).placeOrder;

function sees(caller: Caller, id: string, wanted: (order: Order) => boolean): Promise<Order> {
  const look = async () => {
    const found = await order(caller, id);
    if (!wanted(found)) throw new Error(`The order is still ${JSON.stringify(found)}`);
    return found;
  };
  return eventually(look, { within: 20_000, every: 50 });
}

const readyToGo = (caller: Caller, id: string) => sees(caller, id, ({ shipment }) => shipment?.status === 'PREPARED');

/** Somebody who registered and signed in over GraphQL. */
async function newcomer(shop: ShopUnderTest) {
  const { email, password, name } = newAccount();
  const registering = `mutation ($input: RegisterUserInput!) { registerUser(input: $input) { userId } }`;
  await data(shop.visitor(), registering, { input: { email, password, name } });
  const signingIn = `mutation ($input: LogInInput!) { logIn(input: $input) { accessToken tokenType expiresIn } }`;
  const { logIn } = await data<{ logIn: { accessToken: string; tokenType: string } }>(shop.visitor(), signingIn, {
    input: { email, password },
  });
  expect(logIn.tokenType).toBe('Bearer');
  return { email, name, headers: { authorization: `Bearer ${logIn.accessToken}` } };
}

export function describeGraphql(shop: () => ShopUnderTest): void {
  describe('the journey of an order', () => describeJourney(shop));
  describe('refusals', () => describeRefusals(shop));
  describe('limits', () => describeLimits(shop));
  describe('lists', () => describeLists(shop));
  describe('what headers ask for', () => describeHeaders(shop));
  describe('following an order', () => describeFollowing(shop));
}

function describeJourney(shop: () => ShopUnderTest): void {
  it('goes from the new account to the delivered parcel', async () => {
    const { staff, shopper } = await shop().people();
    const input = aProduct({ title: 'Kettle' });
    const { sku } = input;
    await data(staff, creating, { input });
    await data(staff, `mutation ($sku: ID!) { listProduct(sku: $sku) { listed } }`, { sku });
    const { product } = await data<{ product: Product }>(
      shopper,
      `query ($sku: ID!) { product(sku: $sku) { title stock listed price { amount currency } reserved } }`,
      { sku },
    );
    expect(product).toEqual({ title: 'Kettle', stock: 100, listed: true, price: input.price, reserved: null });

    const placed = await place(shopper, sku);
    expect(placed).toMatchObject({ status: 'PLACED', total: { amount: 2500, currency: 'EUR' } });
    const { shipment, payment, lines } = await readyToGo(shopper, placed.orderId);
    expect(payment).toMatchObject({ status: 'CAPTURED', attempts: 1 });
    expect(lines).toEqual([{ sku, title: 'Kettle', quantity: 2, unitPrice: input.price }]);

    await data(staff, dispatching, { id: shipment!.shipmentId, input: parcel });
    await sees(shopper, placed.orderId, ({ status }) => status === 'SHIPPED');
    await data(staff, delivering, { id: shipment!.shipmentId });
    const { history } = await sees(shopper, placed.orderId, ({ status }) => status === 'COMPLETED');
    const milestones = ['order-placed', 'payment-requested', 'order-paid', 'shipment-prepared', 'order-shipped'];
    expect(history.map(({ what }) => what)).toEqual([...milestones, 'order-completed']);
    const parts = `query ($p: ID!, $s: ID!) { payment(id: $p) { orderId status } shipment(id: $s) { orderId status } }`;
    expect(await data(shopper, parts, { p: payment!.paymentId, s: shipment!.shipmentId })).toEqual({
      payment: { orderId: placed.orderId, status: 'CAPTURED' },
      shipment: { orderId: placed.orderId, status: 'DELIVERED' },
    });
  });

  it('begins with an account of their own', async () => {
    const { email, name, headers } = await newcomer(shop());
    const { me } = await data<{ me: object }>(shop().visitor(), '{ me { email name roles } }', {}, headers);
    expect(me).toEqual({ email, name, roles: ['customer'] });
  });

  it('lets a customer pay again, cancel, and staff refund and count', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells();
    const declined = await place(shopper, sku, 'tok_declined');
    await sees(shopper, declined.orderId, ({ payment }) => payment?.status === 'DECLINED');
    const paying = `mutation ($id: ID!) { payOrder(id: $id, input: { token: "tok_ok" }) { status } }`;
    expect(await data(shopper, paying, { id: declined.orderId })).toEqual({ payOrder: { status: 'AWAITING_PAYMENT' } });
    const { payment } = await readyToGo(shopper, declined.orderId);
    const refunding = `mutation ($id: ID!) { refundPayment(id: $id, input: { amount: 100, reason: "late" }) { refundId } }`;
    expect(await data(staff, refunding, { id: payment!.paymentId })).toEqual({
      refundPayment: { refundId: expect.any(String) },
    });
    const { orderId } = await place(shopper, sku);
    const cancelling = `mutation ($id: ID!) { cancelOrder(id: $id) { status } }`;
    expect(await data(shopper, cancelling, { id: orderId })).toEqual({ cancelOrder: { status: 'CANCELLED' } });
    const counting = `{ revenue(bucket: DAY) { bucket currency orders revenue { amount } refunds { amount } } }`;
    await eventually(
      async () => {
        const { revenue } = await data<{ revenue: RevenueBucket[] }>(staff, counting);
        expect(revenue.find(({ currency }) => currency === 'EUR')?.orders).toBeGreaterThan(0);
      },
      { within: 10_000 },
    );
  });

  it('lets staff change what is sold', async () => {
    const staff = await shop().staff();
    const sku = await staff.sells();
    const editing = `mutation ($sku: ID!, $version: Int) {
      editProduct(sku: $sku, input: { title: "Cup" }, expectedVersion: $version) { title version listed }
      changeStock(sku: $sku, input: { change: -1, reason: "broken" }) { stock }
    }`;
    expect(await data(staff, editing, { sku, version: 2 })).toEqual({
      editProduct: { title: 'Cup', version: 3, listed: true },
      changeStock: { stock: 99 },
    });
    const stale = await ask(staff, editing.replace('"Cup"', '"Jug"'), { sku, version: 2 });
    expect(stale.body.errors).toMatchObject([{ path: ['editProduct'], extensions: { kind: 'precondition-failed' } }]);
    const delisting = `mutation ($sku: ID!) { delistProduct(sku: $sku) { listed } }`;
    expect(await data(staff, delisting, { sku })).toEqual({ delistProduct: { listed: false } });
  });
}

function describeRefusals(shop: () => ShopUnderTest): void {
  it('carry the codes that REST has', async () => {
    const { staff, shopper } = await shop().people();
    const visitor = shop().visitor();
    const sku = await staff.sells();
    await refused(visitor, 'security.sign-in-required', '{ me { email } }');
    await refused(shopper, 'security.not-allowed', '{ revenue { orders } }');
    await refused(shopper, 'security.not-allowed', creating, { input: aProduct() });
    await refused(staff, 'catalog.sku-taken', creating, { input: aProduct({ sku }) });
    await refused(shopper, 'orders.product-not-orderable', placing, { input: orderOf({ 'no-such-thing': 1 }) });
    await refused(shopper, 'orders.not-found', looking, { id: 'mine' });
    await refused(visitor, 'graphql.invalid-operation', '{ wares { sku } }');
    await refused(visitor, 'graphql.invalid-operation', placing, {});
  });

  it('show an order to nobody else', async () => {
    const { staff, shopper, seen } = await shop().people();
    const stranger = await shop().shopper(seen);
    const { orderId } = await place(shopper, await staff.sells());
    expect(await order(staff, orderId)).toMatchObject({ orderId });
    await refused(stranger, 'orders.not-found', looking, { id: orderId });
    await refused(stranger, 'orders.not-found', `mutation ($id: ID!) { cancelOrder(id: $id) { status } }`, {
      id: orderId,
    });
  });

  it('list the fields that are not as they should be', async () => {
    const shopper = await shop().shopper();
    const input = { lines: [{ sku: 'mug', quantity: 0 }], shippingAddress: {}, payment: { token: '' } };
    const { extensions } = await refused(shopper, 'http.invalid-input', placing, { input });
    const fields = extensions.errors?.map(({ field }) => field).toSorted();
    expect(fields).toEqual(['lines.0.quantity', 'payment.token', 'shippingAddress']);
  });

  it('leave the other fields of the operation alone', async () => {
    const { body } = await ask<{ me: null; products: object }>(
      shop().visitor(),
      '{ me { email } products(first: 1) { pageInfo { hasNextPage } } }',
    );
    expect(body.data).toMatchObject({ me: null, products: { pageInfo: {} } });
    expect(body.errors).toMatchObject([{ path: ['me'] }]);
  });
}

function describeLimits(shop: () => ShopUnderTest): void {
  const limitOf = ({ errors }: GraphqlAnswer<unknown>) => errors?.[0]?.extensions.details?.['limit'];

  it('hold for aliases and tokens', async () => {
    const visitor = shop().visitor();
    const many = Array.from({ length: 16 }, (_, n) => `p${n}: product(sku: "mug") { sku }`).join(' ');
    expect(limitOf((await ask(visitor, `{ ${many} }`)).body)).toBe('aliases');
    expect(limitOf((await ask(visitor, `{ product(sku: "mug") { ${'sku '.repeat(1100)} } }`)).body)).toBe('tokens');
  });

  it('hold for the size of a page', async () => {
    await refused(shop().visitor(), 'http.invalid-input', '{ products(first: 101) { edges { cursor } } }');
  });

  it('do not let a query change anything by GET', async () => {
    const query = encodeURIComponent('mutation { deliverShipment(id: "x") { status } }');
    expect((await shop().visitor().get(`/graphql?query=${query}`)).status).toBe(405);
    const products = encodeURIComponent('{ products(first: 1) { edges { cursor } } }');
    expect((await shop().visitor().get(`/graphql?query=${products}`)).status).toBe(200);
  });
}

function describeLists(shop: () => ShopUnderTest): void {
  interface Connection<Node> {
    readonly edges: readonly { readonly node: Node; readonly cursor: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  }
  const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

  it('of orders are connections, newest first', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells();
    const placed: string[] = [];
    for (let round = 0; round < 3; round += 1) placed.push((await place(shopper, sku)).orderId);
    const listing = `query ($after: String) { orders(first: 2, after: $after) { edges { cursor node { orderId } } ${pageInfo} } }`;
    const pageOf = async (after?: string | null) =>
      (await data<{ orders: Connection<Order> }>(shopper, listing, { after })).orders;
    const first = await pageOf();
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const second = await pageOf(first.pageInfo.endCursor);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const found = [...first.edges, ...second.edges].map(({ node }) => node.orderId);
    expect(found).toEqual(placed.toReversed());
    const rejected = await data<{ orders: Connection<Order> }>(
      shopper,
      '{ orders(status: REJECTED) { edges { cursor } } }',
    );
    expect(rejected.orders.edges).toEqual([]);
  });

  it('of products are searched', async () => {
    const { staff, shopper } = await shop().people();
    const word = `w${randomUUID().replaceAll('-', '')}`;
    const skus = [await staff.sells({ title: `A ${word}` }), await staff.sells({ description: `One more ${word}` })];
    const searching = `query ($word: String, $after: String) {
      products(search: $word, sort: TITLE, first: 1, after: $after) { edges { cursor node { sku } } ${pageInfo} }
    }`;
    const found = async (after?: string) =>
      (await data<{ products: Connection<Product> }>(shopper, searching, { word, after })).products.edges[0]!;
    const first = await found();
    const second = await found(first.cursor);
    expect([first.node.sku, second.node.sku]).toEqual(skus);
  });
}

function describeHeaders(shop: () => ShopUnderTest): void {
  it('carries over what was done, each time', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells();
    for (let round = 0; round < 10; round += 1) {
      const { orderId } = await place(shopper, sku);
      expect(await order(shopper, orderId)).toMatchObject({ orderId });
    }
    const answer = await ask(shopper, placing, { input: orderOf({ [sku]: 1 }) });
    expect(answer.headers.get('consistency-token')).toMatch(/orders:\d+/);
  });

  it('runs a mutation once under an idempotency key', async () => {
    const { staff, shopper } = await shop().people();
    const [input, key] = [orderOf({ [await staff.sells()]: 1 }), { 'idempotency-key': randomUUID() }];
    const first = await data<{ placeOrder: Order }>(shopper, placing, { input }, key);
    expect(await data(shopper, placing, { input }, key)).toEqual(first);
    const { orders } = await data<{ orders: { edges: unknown[] } }>(shopper, '{ orders { edges { cursor } } }');
    expect(orders.edges).toHaveLength(1);
  });
}

/** A subscription, and the operations that give it something to tell. */
export function describeFollowing(shop: () => ShopUnderTest): void {
  type Update = { readonly orderUpdated: Order };
  const statusIs =
    (wanted: string) =>
    ({ orderUpdated }: Update) =>
      orderUpdated.status === wanted;

  it('tells every change, and after a cut connection all that was missed', async () => {
    const { staff } = await shop().people();
    const { headers } = await newcomer(shop());
    const input = { lines: [{ sku: await staff.sells(), quantity: 1 }], shippingAddress, payment: { token: 'tok_ok' } };
    const placed = await data<{ placeOrder: Order }>(shop().visitor(staff.seen), placing, { input }, headers);
    const id = placed.placeOrder.orderId;
    const subscribe = (place = {}) =>
      Subscribed.to<Update>(shop().origin, { ...headers, ...staff.seen.asHeader(), ...place }, watching, { id });

    const first = await subscribe();
    const { orderUpdated } = await first.sees(({ orderUpdated }) => orderUpdated.shipment?.status === 'PREPARED');
    const versions = first.received.map((update) => update.orderUpdated.version);
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
    expect(first.ids).toEqual(versions.map(String));
    await first.cut();

    await data(staff, dispatching, { id: orderUpdated.shipment!.shipmentId, input: parcel });
    const second = await subscribe({ 'last-event-id': first.ids.at(-1)! });
    await second.sees(statusIs('SHIPPED'));
    await data(staff, delivering, { id: orderUpdated.shipment!.shipmentId });
    const last = await second.sees(statusIs('COMPLETED'));
    expect(last.orderUpdated.history.map(({ what }) => what)).toContain('order-shipped');
    expect(second.received[0]!.orderUpdated.version).toBeGreaterThan(versions.at(-1)!);
    await second.cut();
  });

  it('is for those who may see the order', async () => {
    const { staff, shopper } = await shop().people();
    const { orderId } = await place(shopper, await staff.sells());
    const headers = { accept: 'text/event-stream', ...(await newcomer(shop())).headers };
    const { body } = await ask(shop().visitor(), watching, { id: orderId }, headers);
    expect(JSON.stringify(body)).toContain('orders.not-found');
  });
}
