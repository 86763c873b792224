import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsEmail, IsInt, Min, ValidateNested } from 'class-validator';
import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { type Consistency, type Position, refusal } from '#platform/core';
import { currentExecution, type Principal } from '#platform/execution';
import { Caller, Public, Roles, TokenIssuer, TokenKeys } from '#platform/security';
import { Answer, type HttpAnswer } from './answer.js';
import { createHttpApplication } from './application.js';
import { ConsistencyGate, ControllerContexts } from './consistency.js';
import { OrCsv } from './csv/index.js';
import { IfMatch } from './entity-tag.js';
import { HttpModule } from './http.module.js';
import { IdempotencyStores } from './idempotency/idempotency-store.js';
import { MemoryIdempotencyStore } from './idempotency/memory-idempotency-store.js';
import { RerunOnRepeat } from './idempotency/rerun-on-repeat.js';
import { decodeCursor, page, PageQuery } from './paging.js';
import { NotYetConsistent } from './refusals.js';

class OutOfTea extends refusal('kitchen.out-of-tea', 'conflict', 'There is no tea left: ask for coffee.') {}

class LineDto {
  @IsInt() @Min(1) quantity!: number;
}
class OrderDto {
  @IsEmail() email!: string;
  @ValidateNested({ each: true }) @Type(() => LineDto) lines!: LineDto[];
}

let brewed = 0;
let failures = 0;

@Controller('kitchen')
@Public()
class KitchenController {
  @Get('execution') execution() {
    const { receipts: _, ...execution } = currentExecution()!;
    return execution;
  }

  @Post('execution') async executionOfBody(@Body() _: Record<string, unknown>) {
    await new Promise(setImmediate);
    return this.execution();
  }

  @Get('tea') tea() {
    throw new OutOfTea({ left: 0 });
  }

  @Get('fire') fire() {
    throw new Error('the gas main is at 10.0.0.7');
  }

  @Get('flood') flood() {
    throw Object.assign(new Error('the database system is starting up'), { code: '57P03' });
  }

  @Post('orders') order(@Body() order: OrderDto, @Answer() answer: HttpAnswer) {
    brewed++;
    currentExecution()!.receipts.push({ context: 'kitchen', position: 7 as Position, version: 1 });
    answer.location('/kitchen/orders/1');
    return { email: order.email, isDto: order instanceof OrderDto, command: currentExecution()!.commandId, brewed };
  }

  @Post('flaky') flaky() {
    failures++;
    if (failures === 1) throw new Error('once');
    return { command: currentExecution()!.commandId };
  }

  @Post('sessions') @RerunOnRepeat() session() {
    return { number: ++brewed };
  }

  @Get('menu') @Roles('staff') menu(@Caller() caller: Principal) {
    return caller;
  }

  @Get('stock')
  @OrCsv('stock.csv', ({ teas }: { teas: readonly string[] }) => ({ columns: ['tea'], rows: teas.map((tea) => [tea]) }))
  stock() {
    return { teas: ['green', '=black'] };
  }

  @Get('list') list(@Query() { limit, after }: PageQuery) {
    const from = after === undefined ? 0 : decodeCursor(after, z.int());
    const rows = [1, 2, 3, 4, 5].filter((row) => row > from).slice(0, limit + 1);
    return page(rows, limit, (row) => row).map((row) => ({ row }));
  }

  @Get('cups/:id') cup(@Param('id') id: string, @IfMatch() expected: number | undefined, @Answer() answer: HttpAnswer) {
    answer.version(3);
    return { id, expected };
  }

  @Post('nothing') @HttpCode(204) nothing() {}
}

const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
export const issuer = new TokenIssuer({ ...(await exportJWK(privateKey)), kid: 'k1' });
const keys: TokenKeys = { fetch: async () => ({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1' }] }) };

class Gate extends ConsistencyGate {
  waitFor(consistency: Consistency, context: string): Promise<void> {
    return consistency.get(context) === 99 ? Promise.reject(new NotYetConsistent()) : Promise.resolve();
  }
}
const providers = [
  { provide: TokenKeys, useValue: keys },
  { provide: ConsistencyGate, useClass: Gate },
];

@Module({ imports: [HttpModule.forRoot({ providers })], controllers: [KitchenController] })
class KitchenModule {}

/** A kitchen with an HTTP API: every feature of this library is used once. For specifications. */
export async function openKitchen(): Promise<NestFastifyApplication> {
  process.env['LOG_LEVEL'] = 'silent';
  const app = await createHttpApplication(KitchenModule);
  app.get(ControllerContexts).set(KitchenController, 'kitchen');
  app.get(IdempotencyStores).set('kitchen', new MemoryIdempotencyStore());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** A client of an application that does without a socket. */
export function clientOf(app: NestFastifyApplication) {
  return {
    get: (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers }),
    post: (url: string, body: unknown = {}, headers: Record<string, string> = {}) =>
      app.inject({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json', ...headers },
        payload: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}

export const order = { email: 'ada@shop.local', lines: [{ quantity: 1 }] };
