import { Module } from '@nestjs/common';
import { context } from '#platform/host';
import { AnalyticsController } from './api/analytics.controller.js';
import { AnalyticsResolver } from './api/analytics.resolver.js';
import { CreateRevenue1763700000601 } from './migrations/create-revenue.js';
import { RevenueMinute, RevenueProjection } from './projections/revenue.projection.js';
import { GetRevenueHandler } from './queries/get-revenue.query.js';

const queries = [GetRevenueHandler];
const projections = [RevenueProjection];

// No `exports`: other contexts know this one only by its contracts.
@Module({
  imports: [context({ name: 'analytics', entities: [RevenueMinute], migrations: [CreateRevenue1763700000601] })],
  controllers: [AnalyticsController],
  providers: [AnalyticsResolver, ...queries, ...projections],
})
export class AnalyticsModule {}
