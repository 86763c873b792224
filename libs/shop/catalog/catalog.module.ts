import { Module } from '@nestjs/common';
import { context } from '#platform/host';
import { ProductsController } from './api/products.controller.js';
import { ProductsResolver } from './api/products.resolver.js';
import { ChangeStockHandler } from './commands/change-stock.command.js';
import { CreateProductHandler } from './commands/create-product.command.js';
import { DelistProductHandler } from './commands/delist-product.command.js';
import { EditProductHandler } from './commands/edit-product.command.js';
import { FulfilReservationHandler } from './commands/fulfil-reservation.command.js';
import { ListProductHandler } from './commands/list-product.command.js';
import { ReleaseStockHandler } from './commands/release-stock.command.js';
import { ReserveStockHandler } from './commands/reserve-stock.command.js';
import { publishCatalog } from './integration/publish-catalog.js';
import { CreateProductView1763700000201 } from './migrations/create-product-view.js';
import { ProductView, ProductViewProjection } from './projections/product-view.projection.js';
import { GetProductHandler } from './queries/get-product.query.js';
import { ListProductsHandler } from './queries/list-products.query.js';
import { SearchProductsHandler } from './queries/search-products.query.js';
import { ReserveStockForOrders } from './reactions/reserve-stock-for-orders.reaction.js';
import { SeedCatalogue } from './seed/seed-catalogue.js';

const products = [
  CreateProductHandler,
  EditProductHandler,
  ListProductHandler,
  DelistProductHandler,
  ChangeStockHandler,
];
const reservations = [ReserveStockHandler, ReleaseStockHandler, FulfilReservationHandler];
const queries = [GetProductHandler, ListProductsHandler, SearchProductsHandler];
const projections = [ProductViewProjection];
const reactions = [ReserveStockForOrders];

// No `exports`: other contexts know this one only by its contracts.
@Module({
  imports: [
    context({
      name: 'catalog',
      publish: publishCatalog,
      entities: [ProductView],
      migrations: [CreateProductView1763700000201],
    }),
  ],
  controllers: [ProductsController],
  providers: [ProductsResolver, ...products, ...reservations, ...queries, ...projections, ...reactions, SeedCatalogue],
})
export class CatalogModule {}
