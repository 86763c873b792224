import { Controller, Get, type MessageEvent, Query, Sse } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { map, type Observable } from 'rxjs';
import { formatConsistency } from '#platform/core';
import { OrCsv, TooManyStreams } from '#platform/http';
import { About, Refuses, Returns, Summary } from '#platform/openapi';
import { Roles } from '#platform/security';
import { PeriodBackwards } from '../domain/analytics.errors.js';
import { GetBestSellers } from '../queries/get-best-sellers.query.js';
import { GetFunnel } from '../queries/get-funnel.query.js';
import { GetRevenue } from '../queries/get-revenue.query.js';
import { LiveUpdates } from '../queries/live-updates.js';
import { BestSeller } from './best-seller.types.js';
import { BestSellersQuery } from './best-sellers-query.dto.js';
import { bestSellersTable, funnelTable, revenueTable } from './csv-tables.js';
import { Funnel } from './funnel.types.js';
import { LiveFigures } from './live.types.js';
import { PeriodQuery } from './period-query.dto.js';
import { RevenueQuery } from './revenue-query.dto.js';
import { RevenueBucket } from './revenue.types.js';

@Controller('analytics')
@Roles('staff')
@About('Reports and live figures for staff.')
export class AnalyticsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly updates: LiveUpdates,
  ) {}

  @Get('revenue')
  @Summary('Report revenue', 'Orders, revenue and refunds of a period by bucket and currency.')
  @Returns(RevenueBucket, 'items')
  @OrCsv('revenue.csv', revenueTable)
  @Refuses(PeriodBackwards)
  async revenue(@Query() { from, to, bucket }: RevenueQuery) {
    return { items: await this.queries.execute(new GetRevenue(from, to, bucket)) };
  }

  @Get('products')
  @Summary('Report best sellers', 'What was sold of each product in a period, by currency.')
  @Returns(BestSeller, 'items')
  @OrCsv('best-sellers.csv', bestSellersTable)
  @Refuses(PeriodBackwards)
  async bestSellers(@Query() { from, to, sort, limit }: BestSellersQuery) {
    return { items: await this.queries.execute(new GetBestSellers(from, to, sort, limit)) };
  }

  @Get('funnel')
  @Summary(
    'Report the funnel',
    'Of the orders placed in a period: how many came how far, why others were cancelled, and how long the steps took.',
  )
  @Returns(Funnel)
  @OrCsv('funnel.csv', funnelTable)
  @Refuses(PeriodBackwards)
  funnel(@Query() { from, to }: PeriodQuery) {
    return this.queries.execute(new GetFunnel(from, to));
  }

  @Sse('live')
  @Summary(
    'Follow the figures of the present',
    'Server-sent events: all figures at once, and again whenever one has changed.',
  )
  @Returns(LiveFigures, 'events')
  @Refuses(TooManyStreams)
  live(): Observable<MessageEvent> {
    return this.updates.all.pipe(map(({ reached, windows }) => ({ id: formatConsistency(reached), data: windows })));
  }
}
