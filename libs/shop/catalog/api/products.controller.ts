import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Principal } from '#platform/execution';
import type { HttpAnswer } from '#platform/http';
import { Answer, IfMatch } from '#platform/http';
import { VersionMismatch } from '#platform/log';
import { About, PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Caller, Public, Roles } from '#platform/security';
import { ProductNotFound, SkuTaken } from '../domain/catalog.errors.js';
import { CreateProduct } from '../commands/create-product.command.js';
import { DelistProduct } from '../commands/delist-product.command.js';
import { EditProduct } from '../commands/edit-product.command.js';
import { ListProduct } from '../commands/list-product.command.js';
import { FindProducts } from '../queries/find-products.query.js';
import { GetProduct } from '../queries/get-product.query.js';
import { CreateProductDto, EditProductDto, ProductsQuery } from './catalog-requests.dto.js';
import { isStaff, productFor } from './product.dto.js';
import { Sku, skuInPath } from './sku.js';
import { CreatedProduct, EditedProduct, Product } from './product.types.js';

@Controller('products')
@About('What the shop sells, and the stock of it.')
@PathParameters({ sku: skuInPath })
export class ProductsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Summary('Create a product')
  @Roles('staff')
  @Returns(CreatedProduct)
  @Refuses(SkuTaken)
  async create(@Body() { stock, ...product }: CreateProductDto, @Answer() answer: HttpAnswer) {
    await this.commands.execute(new CreateProduct(product, stock));
    answer.location(`/products/${product.sku}`);
    return { sku: product.sku };
  }

  @Patch(':sku')
  @Summary('Edit a product')
  @Roles('staff')
  @Returns(EditedProduct)
  @Refuses(ProductNotFound, VersionMismatch)
  async edit(
    @Sku() sku: string,
    @Body() changes: EditProductDto,
    @IfMatch() expectedVersion: number | undefined,
    @Answer() answer: HttpAnswer,
  ) {
    const { product, version } = await this.commands.execute(new EditProduct(sku, changes, expectedVersion));
    answer.version(version);
    const { status, ...details } = product;
    return { ...details, listed: status === 'listed' };
  }

  @Put(':sku/listing')
  @Summary('Put a product on the shelf')
  @HttpCode(204)
  @Roles('staff')
  @Refuses(ProductNotFound)
  async putOnTheShelf(@Sku() sku: string) {
    await this.commands.execute(new ListProduct(sku));
  }

  @Delete(':sku/listing')
  @Summary('Take a product off the shelf')
  @HttpCode(204)
  @Roles('staff')
  @Refuses(ProductNotFound)
  async takeOffTheShelf(@Sku() sku: string) {
    await this.commands.execute(new DelistProduct(sku));
  }

  @Get()
  @Summary('Search products', 'What is on the shelf; staff see the rest as well.')
  @Public()
  @Returns(Product, 'page')
  async list(@Query() query: ProductsQuery, @Caller() caller: Principal | undefined) {
    const { search, sort, limit, after } = query;
    const wanted = { search, sort, unlistedToo: isStaff(caller), limit, after };
    return (await this.queries.execute(new FindProducts(wanted))).map(productFor(caller));
  }

  @Get(':sku')
  @Summary('See a product')
  @Public()
  @Returns(Product)
  @Refuses(ProductNotFound)
  async get(@Sku() sku: string, @Caller() caller: Principal | undefined, @Answer() answer: HttpAnswer) {
    const product = await this.queries.execute(new GetProduct(sku, isStaff(caller)));
    answer.version(product.version);
    return productFor(caller)(product);
  }
}
