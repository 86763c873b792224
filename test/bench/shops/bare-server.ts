import { randomUUIDv7 } from 'node:crypto';
import 'reflect-metadata';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import Fastify from 'fastify';
import pg from 'pg';

/** What the shop is compared with: servers that do nothing but one statement a request, and answer the same. */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL']!, max: 8 });
const insert = { name: 'insert', text: 'insert into bare_orders (id, body) values ($1, $2)' };
const select = { name: 'select', text: 'select body from bare_orders where id = $1' };

@Controller('orders')
class BareOrdersController {
  @Post()
  async place(@Body() body: object) {
    const orderId = randomUUIDv7();
    await pool.query({ ...insert, values: [orderId, JSON.stringify(body)] });
    return { orderId, status: 'placed', total: { amount: 1999, currency: 'EUR' } };
  }
}

@Module({ controllers: [BareOrdersController] })
class BareModule {}

async function nest(): Promise<string> {
  const application = await NestFactory.create(BareModule, new FastifyAdapter(), { logger: false });
  await application.listen(0, '127.0.0.1');
  return application.getUrl();
}

async function fastify(): Promise<string> {
  const server = Fastify();
  server.get<{ Params: { id: string } }>('/orders/:id', async ({ params }) => {
    const { rows } = await pool.query<{ body: object }>({ ...select, values: [params.id] });
    return rows[0]!.body;
  });
  return server.listen({ port: 0, host: '127.0.0.1' });
}

process.on('SIGTERM', () => process.exit());
console.log(`It is open: ${await (process.argv[2] === 'nest' ? nest() : fastify())}`);
