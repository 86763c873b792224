import { QueryBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { Roles } from '#platform/security';
import { GetRevenue } from '../queries/get-revenue.query.js';
import { RevenueQuery } from './revenue-query.dto.js';
import { RevenueBucket } from './revenue.types.js';

@Resolver()
export class AnalyticsResolver {
  constructor(private readonly queries: QueryBus) {}

  @Query(() => [RevenueBucket], { nullable: true })
  @Roles('staff')
  revenue(@Args() { from, to, bucket }: RevenueQuery) {
    return this.queries.execute(new GetRevenue(from, to, bucket));
  }
}
