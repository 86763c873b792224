import { Module } from '@nestjs/common';
import { context } from '#platform/host';
import { ProductsController } from './api/products.controller.js';
import { StockController } from './api/stock.controller.js';
import { StockResolver } from './api/stock.resolver.js';
import { ProductsResolver } from './api/products.resolver.js';
import { ChangeStockHandler } from './commands/change-stock.command.js';
import { CreateProductHandler } from './commands/create-product.command.js';
import { DelistProductHandler } from './commands/delist-product.command.js';
import { EditProductHandler } from './commands/edit-product.command.js';
import { FulfilReservationHandler } from './commands/fulfil-reservation.command.js';
import { ListProductHandler } from './commands/list-product.command.js';
import { ReleaseStockHandler } from './commands/release-stock.command.js';
import { ReserveStockHandler } from './commands/reserve-stock.command.js';
import { TakeBackGoodsHandler } from './commands/take-back-goods.command.js';
import { publishCatalog } from './integration/publish-catalog.js';
import { CreateProductView1763700000201 } from './migrations/create-product-view.js';
import { CreateStockEntry1763700000202 } from './migrations/create-stock-entry.js';
import { SearchWordsAsWritten1763700000203 } from './migrations/search-words-as-written.js';
import { ProductView, ProductViewProjection } from './projections/product-view.projection.js';
import { StockEntry } from './projections/stock-entry.js';
import { FindProductsHandler } from './queries/find-products.query.js';
import { GetProductHandler } from './queries/get-product.query.js';
import { ListLowStockHandler } from './queries/list-low-stock.query.js';
import { ListStockEntriesHandler } from './queries/list-stock-entries.query.js';
import { ReserveStockForOrders } from './reactions/reserve-stock-for-orders.reaction.js';
import { SeedCatalogue } from './seed/seed-catalogue.js';

const products = [
  CreateProductHandler,
  EditProductHandler,
  ListProductHandler,
  DelistProductHandler,
  ChangeStockHandler,
];
const reservations = [ReserveStockHandler, ReleaseStockHandler, FulfilReservationHandler, TakeBackGoodsHandler];
const queries = [GetProductHandler, FindProductsHandler, ListStockEntriesHandler, ListLowStockHandler];
const projections = [ProductViewProjection];
const reactions = [ReserveStockForOrders];

// No `exports`: other contexts know this one only by its contracts.
@Module({
  imports: [
    context({
      name: 'catalog',
      publish: publishCatalog,
      entities: [ProductView, StockEntry],
      migrations: [CreateProductView1763700000201, CreateStockEntry1763700000202, SearchWordsAsWritten1763700000203],
    }),
  ],
  controllers: [ProductsController, StockController],
  providers: [
    ProductsResolver,
    StockResolver,
    ...products,
    ...reservations,
    ...queries,
    ...projections,
    ...reactions,
    SeedCatalogue,
  ],
})
export class CatalogModule {}
