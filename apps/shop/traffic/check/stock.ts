import type { Order, StaffProduct } from '../answers.js';
import { type Books, type Pieces, sum } from '../books/books.js';
import { finding, type Rule } from './disagreement.js';
import { piecesBack } from './returned.js';

const nothing: Pieces = { reserved: 0, sold: 0 };
const reserving = /^(awaiting-payment|paid)$/;
const selling = /^(shipped|completed)$/;

/** No piece is lost, and none is promised twice: what is reserved and sold is what the orders say. */
export const everyPieceIsSomewhere: Rule = (books) => {
  const touched = new Set(books.orders.flatMap(({ lines }) => lines.map(({ sku }) => sku)));
  const counted = books.products.filter(({ sku }) => touched.has(sku) || books.acknowledged === undefined);
  const missing = [...touched].filter((sku) => !books.products.some((product) => product.sku === sku));
  return [
    ...missing.map((sku) => finding(sku, 'was ordered and is no product')),
    ...counted.flatMap((product) => miscounts(product, books).map((sentence) => finding(product.sku, sentence))),
  ];
};

function miscounts({ sku, stock, reserved, sold }: StaffProduct, { orders, before, restocked }: Books): string[] {
  const was = before.products.get(sku) ?? nothing;
  const inOrders = {
    reserved: piecesIn(orders, sku, reserving),
    sold: piecesIn(orders, sku, selling) - piecesBack(orders, sku),
  };
  const wanted = { reserved: was.reserved + inOrders.reserved, sold: was.sold + inOrders.sold };
  const found: string[] = [];
  if (Math.min(stock, reserved, sold) < 0) found.push(`counts below zero: ${stock}, ${reserved}, ${sold}`);
  if (reserved !== wanted.reserved) found.push(`has ${reserved} reserved, and orders make it ${wanted.reserved}`);
  if (sold !== wanted.sold) found.push(`has ${sold} sold, and orders make it ${wanted.sold}`);
  if (was.stock === undefined) return found;
  const come = restocked.get(sku) ?? 0;
  const left = was.stock + come - inOrders.reserved - inOrders.sold;
  if (stock !== left) found.push(`has ${stock} in stock; ${was.stock} before and ${come} restocked make it ${left}`);
  return found;
}

function piecesIn(orders: readonly Order[], sku: string, statuses: RegExp): number {
  const lines = orders.filter(({ status }) => statuses.test(status)).flatMap((order) => order.lines);
  return sum(lines.filter((line) => line.sku === sku).map(({ quantity }) => quantity));
}
