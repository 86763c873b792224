import { QueryBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { Roles } from '#platform/security';
import { GetBestSellers } from '../queries/get-best-sellers.query.js';
import { GetFunnel } from '../queries/get-funnel.query.js';
import { GetLiveFigures } from '../queries/get-live-figures.query.js';
import { GetRevenue } from '../queries/get-revenue.query.js';
import { BestSeller } from './best-seller.types.js';
import { BestSellersQuery } from './best-sellers-query.dto.js';
import { Funnel } from './funnel.types.js';
import { LiveFigures } from './live.types.js';
import { PeriodQuery } from './period-query.dto.js';
import { RevenueQuery } from './revenue-query.dto.js';
import { RevenueBucket } from './revenue.types.js';

@Resolver()
@Roles('staff')
export class AnalyticsResolver {
  constructor(private readonly queries: QueryBus) {}

  @Query(() => [RevenueBucket], { nullable: true })
  revenue(@Args() { from, to, bucket }: RevenueQuery) {
    return this.queries.execute(new GetRevenue(from, to, bucket));
  }

  @Query(() => [BestSeller], { nullable: true, description: 'The best first.' })
  bestSellers(@Args() { from, to, sort, limit }: BestSellersQuery) {
    return this.queries.execute(new GetBestSellers(from, to, sort, limit));
  }

  @Query(() => Funnel, { nullable: true })
  funnel(@Args() { from, to }: PeriodQuery) {
    return this.queries.execute(new GetFunnel(from, to));
  }

  @Query(() => LiveFigures, { nullable: true })
  async liveFigures() {
    return (await this.queries.execute(new GetLiveFigures())).windows;
  }
}
