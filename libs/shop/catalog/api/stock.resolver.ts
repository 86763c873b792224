import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { ConnectionArgs, toConnection } from '#platform/graphql';
import { Roles } from '#platform/security';
import { ChangeStock } from '../commands/change-stock.command.js';
import { ListLowStock } from '../queries/list-low-stock.query.js';
import { ListStockEntries } from '../queries/list-stock-entries.query.js';
import { ChangeStockDto, LowStockArgs } from './catalog-requests.dto.js';
import { toStaffProduct } from './product.dto.js';
import { ChangedStock, ProductConnection } from './product.types.js';
import { SkuArg } from './sku.js';
import { toStockEntry } from './stock.dto.js';
import { StockEntryConnection } from './stock.types.js';

@Resolver()
@Roles('staff')
export class StockResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => StockEntryConnection, { nullable: true, description: 'Every change of a stock, the newest first.' })
  async stockLedger(@SkuArg() sku: string, @Args() { first, after }: ConnectionArgs) {
    return toConnection((await this.queries.execute(new ListStockEntries(sku, first, after))).map(toStockEntry), after);
  }

  @Query(() => ProductConnection, { nullable: true, description: 'What is low in stock, the lowest first.' })
  async lowStock(@Args() { below, first, after }: LowStockArgs) {
    const found = await this.queries.execute(new ListLowStock(below, first, after));
    return toConnection(
      found.map((product) => ({ ...toStaffProduct(product), version: product.version })),
      after,
    );
  }

  @Mutation(() => ChangedStock, { nullable: true })
  changeStock(@SkuArg() sku: string, @Args('input') { change, reason }: ChangeStockDto) {
    return this.commands.execute(new ChangeStock(sku, change, reason));
  }
}
