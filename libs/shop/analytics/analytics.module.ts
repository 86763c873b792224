import { Module } from '@nestjs/common';
import { context } from '#platform/host';
import { AnalyticsController } from './api/analytics.controller.js';
import { AnalyticsResolver } from './api/analytics.resolver.js';
import { CreateBestSellers1763700000602 } from './migrations/create-best-sellers.js';
import { CreateFunnel1763700000603 } from './migrations/create-funnel.js';
import { CountLiveWithRevenue1763700000605 } from './migrations/count-live-with-revenue.js';
import { CreateLive1763700000604 } from './migrations/create-live.js';
import { CreateRevenue1763700000601 } from './migrations/create-revenue.js';
import {
  BestSellersProjection,
  PaidOrder,
  ProductMinute,
  ProductTitle,
} from './projections/best-sellers.projection.js';
import { FunnelProjection, OrderMilestones } from './projections/funnel.projection.js';
import { LiveStep } from './projections/live-step.js';
import { RegistrationMinute, RegistrationsProjection } from './projections/registrations.projection.js';
import { RevenueMinute, RevenueProjection } from './projections/revenue.projection.js';
import { GetBestSellersHandler } from './queries/get-best-sellers.query.js';
import { GetFunnelHandler } from './queries/get-funnel.query.js';
import { GetLiveFiguresHandler } from './queries/get-live-figures.query.js';
import { GetRevenueHandler } from './queries/get-revenue.query.js';
import { LiveUpdates } from './queries/live-updates.js';

const queries = [GetRevenueHandler, GetBestSellersHandler, GetFunnelHandler, GetLiveFiguresHandler, LiveUpdates];
const projections = [RevenueProjection, BestSellersProjection, FunnelProjection, RegistrationsProjection];

// No `exports`: other contexts know this one only by its contracts.
@Module({
  imports: [
    context({
      name: 'analytics',
      entities: [RevenueMinute, ProductMinute, PaidOrder, ProductTitle, OrderMilestones, RegistrationMinute, LiveStep],
      migrations: [
        CreateRevenue1763700000601,
        CreateBestSellers1763700000602,
        CreateFunnel1763700000603,
        CreateLive1763700000604,
        CountLiveWithRevenue1763700000605,
      ],
    }),
  ],
  controllers: [AnalyticsController],
  providers: [AnalyticsResolver, ...queries, ...projections],
})
export class AnalyticsModule {}
