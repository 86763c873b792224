import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ProductNotFound } from '../domain/catalog.errors.js';
import { ProductView } from '../projections/product-view.projection.js';

export class GetProduct extends Query<ProductView> {
  constructor(
    readonly sku: string,
    readonly unlistedToo: boolean,
  ) {
    super();
  }
}

@QueryHandler(GetProduct)
export class GetProductHandler implements IQueryHandler<GetProduct> {
  constructor(private readonly database: DataSource) {}

  async execute({ sku, unlistedToo }: GetProduct) {
    const product = await this.database.getRepository(ProductView).findOneBy({ sku });
    if (product === null || !(product.listed || unlistedToo)) throw new ProductNotFound();
    return product;
  }
}
