import { Module, type Type } from '@nestjs/common';
import {
  Args,
  ArgsType,
  Field,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsInt, Max, Min } from 'class-validator';
import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { type Consistency, type Position, refusal } from '#platform/core';
import { currentExecution, type Principal } from '#platform/execution';
import {
  ConsistencyGate,
  ControllerContexts,
  createHttpApplication,
  decodeCursor,
  HttpModule,
  IdempotencyStores,
  MemoryIdempotencyStore,
  NotYetConsistent,
  page,
  RerunOnRepeat,
} from '#platform/http';
import { Caller, CallerAddress, Public, Roles, TokenIssuer, TokenKeys } from '#platform/security';
import { ConnectionArgs, connectionOf, toConnection } from './connection.js';
import { GraphqlModule } from './graphql.module.js';
import { MoneyType } from './money.js';
import { placedBy } from './places.js';
import { DateTime } from './scalars.js';

export class OutOfTea extends refusal('tearoom.out-of-tea', 'conflict', 'There is no tea left: ask for coffee.') {}

@ObjectType()
class Tea {
  @Field() name!: string;
  @Field(() => MoneyType) price!: MoneyType;
  @Field(() => DateTime) pickedAt!: string;
  @Field(() => Tea, { nullable: true }) like?: Tea;
}

@ObjectType()
class TeaConnection extends connectionOf(Tea, 'Tea') {}

@InputType()
class BrewInput {
  @Field(() => Int) @IsInt() @Min(1) @Max(10) cups!: number;
  @Field({ nullable: true }) note?: string;
}

@ArgsType()
class TeasArgs extends ConnectionArgs {}

let brewed = 0;
const tea = (number: number): Tea => {
  const name = `tea ${number}`;
  const made = {
    name,
    price: { amount: 5_000_000_000 + number, currency: 'EUR' },
    pickedAt: '2026-01-01T00:00:00.000Z',
  };
  return number > 20 ? made : { ...made, like: tea(number + 1) };
};

@Resolver()
@Public()
export class TearoomResolver {
  @Query(() => Tea, { nullable: true }) tea() {
    return tea(1);
  }

  @Query(() => TeaConnection, { nullable: true }) teas(@Args() { first, after }: TeasArgs) {
    const from = after === undefined ? 0 : decodeCursor(after, z.int());
    const rows = [1, 2, 3, 4, 5].filter((row) => row > from).slice(0, first + 1);
    return toConnection(page(rows, first, (row) => row).map(tea), after);
  }

  @Query(() => Tea, { nullable: true }) empty() {
    throw new OutOfTea({ left: 0 });
  }

  @Query(() => String, { nullable: true }) fire() {
    throw new Error('the gas main is at 10.0.0.7');
  }

  @Query(() => String) nothing() {
    return null;
  }

  @Query(() => String, { nullable: true }) @Roles('staff') recipe(@Caller() { id }: Principal) {
    return `for ${id}`;
  }

  @Query(() => String, { nullable: true }) address(@CallerAddress() address: string) {
    return address;
  }

  @Mutation(() => String, { nullable: true }) brew(@Args('input') { cups }: BrewInput) {
    currentExecution()!.receipts.push({ context: 'tearoom', position: 7 as Position, version: 1 });
    return `pot ${++brewed} of ${cups} cups, ${currentExecution()!.commandId ?? 'unasked'}`;
  }

  @Mutation(() => Int, { nullable: true }) refuse() {
    brewed++;
    throw new OutOfTea({ brewed });
  }

  @Mutation(() => Int, { nullable: true }) @RerunOnRepeat() secret() {
    return ++brewed;
  }

  @Subscription(() => Int, { resolve: placedBy((cup: number) => cup) }) cups(
    @Args('to', { type: () => Int }) to: number,
  ) {
    if (to > 100) throw new OutOfTea();
    return cupsUpTo(to);
  }
}

/** How many streams of cups were ended by their reader. */
export const left = { streams: 0 };

/** So many cups; after 99 the reader waits for more. */
function cupsUpTo(to: number): AsyncIterableIterator<number> {
  let cup = 0;
  return {
    next: async () => {
      if (cup < to) return { done: false, value: ++cup };
      return to === 99 ? new Promise(() => {}) : { done: true, value: undefined };
    },
    return: async () => {
      left.streams++;
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

@Resolver()
export class SilentResolver {
  @Query(() => Int) silence() {
    return 0;
  }
}

const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
export const issuer = new TokenIssuer({ ...(await exportJWK(privateKey)), kid: 'k1' });
const keys: TokenKeys = { fetch: async () => ({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1' }] }) };

class Gate extends ConsistencyGate {
  waitFor(consistency: Consistency, context: string): Promise<void> {
    return consistency.get(context) === 99 ? Promise.reject(new NotYetConsistent()) : Promise.resolve();
  }
}

/** A tearoom that speaks GraphQL: every feature of this library is used once. For specifications. */
export async function openTearoom(resolvers: Type[] = [TearoomResolver]): Promise<NestFastifyApplication> {
  process.env['LOG_LEVEL'] = 'silent';
  const providers = [
    { provide: TokenKeys, useValue: keys },
    { provide: ConsistencyGate, useClass: Gate },
  ];

  @Module({ imports: [HttpModule.forRoot({ providers }), GraphqlModule.forRoot()], providers: resolvers })
  class TearoomModule {}

  const app = await createHttpApplication(TearoomModule);
  for (const resolver of resolvers) app.get(ControllerContexts).set(resolver, 'tearoom');
  app.get(IdempotencyStores).set('tearoom', new MemoryIdempotencyStore());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
