import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Returns } from '#platform/openapi';
import { Roles } from '#platform/security';
import { GetRevenue } from '../queries/get-revenue.query.js';
import { RevenueQuery } from './revenue-query.dto.js';
import { RevenueBucket } from './revenue.types.js';

@Controller('analytics')
export class AnalyticsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('revenue')
  @Roles('staff')
  @Returns(RevenueBucket, 'items')
  async revenue(@Query() { from, to, bucket }: RevenueQuery) {
    return { items: await this.queries.execute(new GetRevenue(from, to, bucket)) };
  }
}
