import { ListProducts, type WantedProducts } from './list-products.query.js';
import { SearchProducts } from './search-products.query.js';

/** The query for products: the best matches when words are given, else all in the order of their SKUs. */
export function findProducts(search: string | undefined, wanted: WantedProducts): ListProducts | SearchProducts {
  const words = search?.trim() ?? '';
  return words === '' ? new ListProducts(wanted) : new SearchProducts(words, wanted);
}
