import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf, DateTime, MoneyType } from '#platform/graphql';

@ObjectType({ description: 'What the shop sells.' })
export class Product {
  @Field(() => ID) readonly sku!: string;
  @Field() readonly title!: string;
  @Field() readonly description!: string;
  @Field(() => MoneyType) readonly price!: MoneyType;
  @Field(() => Int, { description: 'How many can be ordered.' }) readonly stock!: number;
  @Field({ description: 'Whether it is on the shelf.' }) readonly listed!: boolean;
  @Field(() => Int) readonly version!: number;
  @Field(() => Int, { nullable: true, description: 'How many are set aside for orders; staff see it.' })
  readonly reserved?: number;
  @Field(() => Int, { nullable: true, description: 'How many are gone; staff see it.' }) readonly sold?: number;
  @Field(() => DateTime, { nullable: true, description: 'Staff see it.' }) readonly createdAt?: string;
}

@ObjectType()
export class ProductConnection extends connectionOf(Product, 'Product') {}

@ObjectType()
export class CreatedProduct {
  @Field(() => ID) readonly sku!: string;
}

@ObjectType()
export class EditedProduct {
  @Field(() => ID) readonly sku!: string;
  @Field() readonly title!: string;
  @Field() readonly description!: string;
  @Field(() => MoneyType) readonly price!: MoneyType;
  @Field() readonly listed!: boolean;
  @Field(() => Int) readonly version!: number;
}

@ObjectType()
export class ShelvedProduct {
  @Field(() => ID) readonly sku!: string;
  @Field() readonly listed!: boolean;
}

@ObjectType()
export class ChangedStock {
  @Field(() => Int) readonly stock!: number;
}
