/** Asks by GraphQL for all that `GET /orders/{id}` answers. */
export const orderQuery = `query ($id: ID!) { order(id: $id) {
  orderId customerId customerName status version placedAt shippingAddress total { amount currency }
  lines { sku title quantity unitPrice { amount currency } }
  payment { paymentId status attempts amount { amount currency } refunded { amount currency } }
  shipment { shipmentId status carrier trackingNumber parcels {
    parcel status carrier trackingNumber dispatchedAt deliveredAt lines { sku title quantity } returned { sku title quantity } } }
  history { at what description status version } } }`;
