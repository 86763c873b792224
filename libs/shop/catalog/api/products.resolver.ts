import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Principal } from '#platform/execution';
import { toConnection } from '#platform/graphql';
import { Caller, Public, Roles } from '#platform/security';
import { CreateProduct } from '../commands/create-product.command.js';
import { DelistProduct } from '../commands/delist-product.command.js';
import { EditProduct } from '../commands/edit-product.command.js';
import { ListProduct } from '../commands/list-product.command.js';
import type { ProductView } from '../projections/product-view.projection.js';
import { GetProduct } from '../queries/get-product.query.js';
import { FindProducts } from '../queries/find-products.query.js';
import { CreateProductDto, EditProductDto, ProductsArgs } from './catalog-requests.dto.js';
import { isStaff, productFor } from './product.dto.js';
import { CreatedProduct, EditedProduct, Product, ProductConnection, ShelvedProduct } from './product.types.js';
import { SkuArg } from './sku.js';

@Resolver()
export class ProductsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => Product, { nullable: true })
  @Public()
  async product(@SkuArg() sku: string, @Caller() caller: Principal | undefined) {
    return shown(caller)(await this.queries.execute(new GetProduct(sku, isStaff(caller))));
  }

  @Query(() => ProductConnection, { nullable: true })
  @Public()
  async products(@Args() { search, sort, first, after }: ProductsArgs, @Caller() caller: Principal | undefined) {
    const wanted = { search, sort, unlistedToo: isStaff(caller), limit: first, after };
    const found = await this.queries.execute(new FindProducts(wanted));
    return toConnection(found.map(shown(caller)), after);
  }

  @Mutation(() => CreatedProduct, { nullable: true })
  @Roles('staff')
  async createProduct(@Args('input') { stock, ...product }: CreateProductDto) {
    await this.commands.execute(new CreateProduct(product, stock));
    return { sku: product.sku };
  }

  @Mutation(() => EditedProduct, { nullable: true })
  @Roles('staff')
  async editProduct(
    @SkuArg() sku: string,
    @Args('input') changes: EditProductDto,
    @Args('expectedVersion', { type: () => Int, nullable: true }) expectedVersion?: number,
  ) {
    const edited = await this.commands.execute(new EditProduct(sku, changes, expectedVersion));
    return { ...edited.product, listed: edited.product.status === 'listed', version: edited.version };
  }

  @Mutation(() => ShelvedProduct, { nullable: true })
  @Roles('staff')
  async listProduct(@SkuArg() sku: string) {
    await this.commands.execute(new ListProduct(sku));
    return { sku, listed: true };
  }

  @Mutation(() => ShelvedProduct, { nullable: true })
  @Roles('staff')
  async delistProduct(@SkuArg() sku: string) {
    await this.commands.execute(new DelistProduct(sku));
    return { sku, listed: false };
  }
}

const shown = (caller: Principal | undefined) => (product: ProductView) => ({
  ...productFor(caller)(product),
  version: product.version,
});
