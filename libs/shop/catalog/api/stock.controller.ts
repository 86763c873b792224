import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { PageQuery } from '#platform/http';
import { About, PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Roles } from '#platform/security';
import { ChangeStock } from '../commands/change-stock.command.js';
import { ProductNotFound, StockBelowZero, StockTooLarge } from '../domain/catalog.errors.js';
import { ListLowStock } from '../queries/list-low-stock.query.js';
import { ListStockEntries } from '../queries/list-stock-entries.query.js';
import { ChangeStockDto, LowStockQuery } from './catalog-requests.dto.js';
import { toStaffProduct } from './product.dto.js';
import { ChangedStock, Product } from './product.types.js';
import { Sku, skuInPath } from './sku.js';
import { toStockEntry } from './stock.dto.js';
import { StockEntry } from './stock.types.js';

/** Stock as staff keep it. */
@Controller()
@Roles('staff')
@About('The stock of products.')
@PathParameters({ sku: skuInPath })
export class StockController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post('products/:sku/stock')
  @Summary('Change the stock of a product')
  @HttpCode(200)
  @Returns(ChangedStock)
  @Refuses(ProductNotFound, StockBelowZero, StockTooLarge)
  change(@Sku() sku: string, @Body() { change, reason }: ChangeStockDto) {
    return this.commands.execute(new ChangeStock(sku, change, reason));
  }

  @Get('products/:sku/stock')
  @Summary('Read the stock ledger of a product', 'Every change of its stock, the newest first.')
  @Returns(StockEntry, 'page')
  @Refuses(ProductNotFound)
  async ledger(@Sku() sku: string, @Query() { limit, after }: PageQuery) {
    return (await this.queries.execute(new ListStockEntries(sku, limit, after))).map(toStockEntry);
  }

  @Get('stock')
  @Summary('List products that are running out', 'The lowest stock first.')
  @Returns(Product, 'page')
  async low(@Query() { below, limit, after }: LowStockQuery) {
    return (await this.queries.execute(new ListLowStock(below, limit, after))).map(toStaffProduct);
  }
}
