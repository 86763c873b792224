/** What a caller of each kind gets: `in`, or the status with which the gate or the owner's check turns them away. */
export type Verdict = 'in' | '401' | '403' | '404';

export interface Row {
  /** In the order of `callers`, with a blank between them. */
  readonly who: string;
  readonly body?: object;
  /** What stands behind the path. */
  readonly query?: string;
}

/** `other` and `owner` are customers; staff are no operators here, and operators no staff. */
export const callers = ['anonymous', 'other', 'owner', 'staff', 'operator'] as const;
export type CallerName = (typeof callers)[number];

/** Things of the owner, and of the shop, that paths and documents speak of. */
export interface Things {
  readonly orderId: string;
  readonly paymentId: string;
  readonly shipmentId: string;
  readonly userId: string;
  readonly sku: string;
}

const anybody = 'in in in in in';
const signedIn = '401 in in in in';
const forStaff = '401 403 403 in 403';
const forOperators = '401 403 403 403 in';
const forOperatorsAndNotThere = '401 403 403 403 404';
const owned = '401 404 in in 404';
const ofCustomers = '401 in in 403 403';
const ownersOnly = '401 404 in 403 403';
const nobody = '401 403 403 403 403';

const address = { name: 'Ada', street: 'Long Road 1', city: 'Bonn', country: 'DE' };
const price = { amount: 100, currency: 'EUR' };
const wrong = { email: 'nobody@shop.local', password: 'not the password' };
const consumer = '/contexts/:context/consumers/:consumer/rebuild';
const process = '/contexts/:context/processes/:process/:correlation';

/** The routes that tear things down come last. */
export const routes: Readonly<Record<string, Row>> = {
  'GET /health/live': { who: anybody },
  'GET /health/ready': { who: anybody },
  'GET /metrics': { who: anybody },
  'GET /problems': { who: anybody },
  'GET /problems/:code': { who: anybody },
  'GET /openapi.json': { who: anybody },
  'GET /docs': { who: anybody },
  'GET /docs/start.js': { who: anybody },
  'GET /docs/:asset': { who: anybody },
  'GET /.well-known/jwks.json': { who: anybody },
  'GET /internal/description': { who: nobody },
  'POST /users': { who: anybody, body: {} },
  'POST /sessions': { who: '401 401 401 401 401', body: wrong },
  'POST /sessions/refresh': { who: '401 401 401 401 401', body: { refreshToken: 'none' } },
  'POST /sessions/end': { who: '401 401 401 401 401', body: { refreshToken: 'none' } },
  'GET /users/me': { who: signedIn },
  'PATCH /users/me': { who: signedIn, body: { name: 'Somebody' } },
  'GET /users': { who: forOperators },
  'GET /users/:userId': { who: forOperators },
  'PUT /users/:userId/roles': { who: forOperators, body: { roles: ['customer'] } },
  // A body that is refused: nobody would get any further.
  'POST /signing-keys/retirement': { who: forOperators, body: {} },
  'GET /products': { who: anybody },
  'GET /products/:sku': { who: anybody },
  'POST /products': { who: forStaff, body: { sku: 'other', title: 'Other', description: '-', price, stock: 1 } },
  'PATCH /products/:sku': { who: forStaff, body: { title: 'Renamed' } },
  'PUT /products/:sku/listing': { who: forStaff },
  'POST /products/:sku/stock': { who: forStaff, body: { change: 1, reason: 'found' } },
  'GET /products/:sku/stock': { who: forStaff },
  'GET /stock': { who: forStaff },
  'DELETE /products/:sku/listing': { who: forStaff },
  'POST /orders': { who: ofCustomers, body: { lines: [], shippingAddress: address, payment: { token: 'tok_ok' } } },
  'GET /orders': { who: signedIn },
  'GET /orders/:orderId': { who: owned },
  'GET /orders/:orderId/updates': { who: owned },
  'POST /orders/:orderId/payments': { who: ownersOnly, body: { token: 'tok_ok' } },
  'GET /payments': { who: signedIn },
  'GET /payments/reconciliation': { who: forStaff },
  'GET /payments/:paymentId': { who: owned },
  'POST /payments/:paymentId/refunds': { who: forStaff, body: { amount: 1, reason: 'broken' } },
  'GET /shipments': { who: signedIn },
  'GET /shipments/:shipmentId': { who: owned },
  'POST /shipments/:shipmentId/dispatch': { who: forStaff, body: { carrier: 'DHL', trackingNumber: 'T-1' } },
  'POST /shipments/:shipmentId/delivery': { who: forStaff },
  'POST /shipments/:shipmentId/parcels/:parcel/delivery': { who: forStaff },
  'POST /shipments/:shipmentId/parcels/:parcel/returns': { who: forStaff, body: { reason: 'broken' } },
  'POST /orders/:orderId/cancellation': { who: owned, body: { reason: 'changed my mind' } },
  'GET /analytics/revenue': { who: forStaff },
  'GET /analytics/products': { who: forStaff },
  'GET /analytics/funnel': { who: forStaff },
  'GET /analytics/live': { who: forStaff },
  'GET /contexts': { who: forOperators },
  'GET /contexts/:context': { who: forOperators },
  'GET /contexts/:context/events': { who: forOperators },
  'GET /contexts/:context/streams/:stream': { who: forOperators },
  'GET /contexts/:context/consumers': { who: forOperators },
  'GET /contexts/:context/parked': { who: forOperators },
  'GET /contexts/:context/parked/:id': { who: forOperatorsAndNotThere },
  'POST /contexts/:context/parked/:id/resume': { who: forOperatorsAndNotThere },
  'POST /contexts/:context/parked/:id/discard': { who: forOperatorsAndNotThere, body: { reason: 'nonsense' } },
  'GET /contexts/:context/processes': { who: forOperators },
  'GET /contexts/:context/processes/replay': { who: forOperators },
  [`GET ${process}`]: { who: forOperators },
  [`POST ${process}/resume`]: { who: forOperators },
  [`POST ${process}/abort`]: { who: forOperators, body: { reason: 'a test' } },
  'GET /feeds/:context': { who: forOperators, query: '?after=0' },
  [`POST ${consumer}`]: { who: forOperators },
  [`GET ${consumer}`]: { who: forOperators },
  [`GET ${consumer}/comparison`]: { who: forOperators },
  [`POST ${consumer}/switch`]: { who: forOperators },
  [`POST ${consumer}/switch-back`]: { who: forOperators },
  [`DELETE ${consumer}`]: { who: forOperators },
  'DELETE /users/me': { who: signedIn },
};

const pick = (text: string) => () => text;

/** Each root field as a document that asks it. */
export const fields: Readonly<Record<string, { readonly who: string; readonly ask: (things: Things) => string }>> = {
  'Query.me': { who: signedIn, ask: pick('{ me { userId } }') },
  'Query.order': { who: owned, ask: ({ orderId }) => `{ order(id: "${orderId}") { orderId } }` },
  'Query.orders': { who: signedIn, ask: pick('{ orders { pageInfo { hasNextPage } } }') },
  'Query.payment': { who: owned, ask: ({ paymentId }) => `{ payment(id: "${paymentId}") { paymentId } }` },
  'Query.shipment': { who: owned, ask: ({ shipmentId }) => `{ shipment(id: "${shipmentId}") { shipmentId } }` },
  'Query.product': { who: anybody, ask: ({ sku }) => `{ product(sku: "${sku}") { sku } }` },
  'Query.products': { who: anybody, ask: pick('{ products { pageInfo { hasNextPage } } }') },
  'Query.stockLedger': {
    who: forStaff,
    ask: ({ sku }) => `{ stockLedger(sku: "${sku}") { edges { cursor } } }`,
  },
  'Query.lowStock': { who: forStaff, ask: pick('{ lowStock { edges { cursor } } }') },
  'Query.paymentReconciliation': { who: forStaff, ask: pick('{ paymentReconciliation { from } }') },
  'Query.revenue': { who: forStaff, ask: pick('{ revenue { __typename } }') },
  'Query.bestSellers': { who: forStaff, ask: pick('{ bestSellers { __typename } }') },
  'Query.funnel': { who: forStaff, ask: pick('{ funnel { __typename } }') },
  'Query.liveFigures': { who: forStaff, ask: pick('{ liveFigures { __typename } }') },
  'Mutation.registerUser': {
    who: anybody,
    ask: pick('mutation { registerUser(input: { email: "x@shop.local", password: "short", name: "X" }) { userId } }'),
  },
  'Mutation.logIn': {
    who: '401 401 401 401 401',
    ask: pick('mutation { logIn(input: { email: "nobody@shop.local", password: "not it" }) { expiresIn } }'),
  },
  'Mutation.refreshSession': {
    who: '401 401 401 401 401',
    ask: pick('mutation { refreshSession(refreshToken: "none") { expiresIn } }'),
  },
  'Mutation.renameUser': {
    who: signedIn,
    ask: pick('mutation { renameUser(input: { name: "Somebody" }) { userId } }'),
  },
  'Mutation.createProduct': {
    who: forStaff,
    ask: pick(
      'mutation { createProduct(input: { sku: "b", title: "B", description: "-", price: { amount: 1, currency: "EUR" }, stock: 1 }) { sku } }',
    ),
  },
  'Mutation.editProduct': {
    who: forStaff,
    ask: ({ sku }) => `mutation { editProduct(sku: "${sku}", input: { title: "C" }) { sku } }`,
  },
  'Mutation.delistProduct': { who: forStaff, ask: ({ sku }) => `mutation { delistProduct(sku: "${sku}") { sku } }` },
  'Mutation.listProduct': { who: forStaff, ask: ({ sku }) => `mutation { listProduct(sku: "${sku}") { sku } }` },
  'Mutation.changeStock': {
    who: forStaff,
    ask: ({ sku }) => `mutation { changeStock(sku: "${sku}", input: { change: 1, reason: "found" }) { stock } }`,
  },
  'Mutation.placeOrder': {
    who: ofCustomers,
    ask: pick(
      'mutation { placeOrder(input: { lines: [], shippingAddress: { name: "Ada", street: "S 1", city: "Bonn", country: "DE" }, payment: { token: "tok_ok" } }) { orderId } }',
    ),
  },
  'Mutation.payOrder': {
    who: ownersOnly,
    ask: ({ orderId }) => `mutation { payOrder(id: "${orderId}", input: { token: "tok_ok" }) { orderId } }`,
  },
  'Mutation.cancelOrder': {
    who: owned,
    ask: ({ orderId }) => `mutation { cancelOrder(id: "${orderId}", input: { reason: "no" }) { orderId } }`,
  },
  'Mutation.refundPayment': {
    who: forStaff,
    ask: ({ paymentId }) => `mutation { refundPayment(id: "${paymentId}", input: { reason: "no" }) { __typename } }`,
  },
  'Mutation.dispatchShipment': {
    who: forStaff,
    ask: ({ shipmentId }) =>
      `mutation { dispatchShipment(id: "${shipmentId}", input: { carrier: "D", trackingNumber: "1" }) { status } }`,
  },
  'Mutation.deliverShipment': {
    who: forStaff,
    ask: ({ shipmentId }) => `mutation { deliverShipment(id: "${shipmentId}") { status } }`,
  },
  'Mutation.deliverParcel': {
    who: forStaff,
    ask: ({ shipmentId }) => `mutation { deliverParcel(id: "${shipmentId}", parcel: 1) { status } }`,
  },
  'Mutation.returnParcel': {
    who: forStaff,
    ask: ({ shipmentId }) =>
      `mutation { returnParcel(id: "${shipmentId}", parcel: 1, input: { reason: "no" }) { returnId } }`,
  },
  'Subscription.orderUpdated': {
    who: owned,
    ask: ({ orderId }) => `subscription { orderUpdated(id: "${orderId}") { orderId } }`,
  },
  'Mutation.closeAccount': { who: signedIn, ask: pick('mutation { closeAccount { userId } }') },
};

/** The fields after which nothing else can be tried. */
export const lastFields: readonly string[] = ['Mutation.closeAccount'];
