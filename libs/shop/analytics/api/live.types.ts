import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DateTime, MoneyType } from '#platform/graphql';

@ObjectType({ description: 'What was counted in one currency.' })
export class LiveSum {
  @Field() readonly currency!: string;
  @Field(() => Int, { description: 'Orders paid.' }) readonly orders!: number;
  @Field(() => MoneyType) readonly revenue!: MoneyType;
  @Field(() => MoneyType) readonly refunds!: MoneyType;
}

@ObjectType({ description: 'A stretch of time, and what happened in it as far as it is known by now.' })
export class LiveWindow {
  @Field(() => DateTime) readonly from!: string;
  @Field(() => DateTime, { description: 'Not included.' }) readonly to!: string;
  @Field(() => [LiveSum]) readonly sums!: readonly LiveSum[];
}

@ObjectType({ description: 'Figures of the present. What is heard late changes the window in which it happened.' })
export class LiveFigures {
  @Field(() => LiveWindow, { description: 'The minute that runs.' }) readonly minute!: LiveWindow;
  @Field(() => LiveWindow) readonly previousMinute!: LiveWindow;
  @Field(() => LiveWindow, { description: 'The hour that runs.' }) readonly hour!: LiveWindow;
  @Field(() => LiveWindow) readonly previousHour!: LiveWindow;
  @Field(() => LiveWindow, { description: 'It moves every ten seconds.' }) readonly last5Minutes!: LiveWindow;
  @Field(() => LiveWindow, { description: 'It moves every ten seconds.' }) readonly last60Minutes!: LiveWindow;
}
