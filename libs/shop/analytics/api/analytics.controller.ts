import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Roles } from '#platform/security';
import { GetRevenue } from '../queries/get-revenue.query.js';
import { RevenueQuery } from './revenue-query.dto.js';

@Controller('analytics')
export class AnalyticsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('revenue')
  @Roles('staff')
  async revenue(@Query() { from, to, bucket }: RevenueQuery) {
    return { items: await this.queries.execute(new GetRevenue(from, to, bucket)) };
  }
}
