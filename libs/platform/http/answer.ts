import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { etag } from './entity-tag.js';

/** What a controller may say of its answer besides the body. */
export class HttpAnswer {
  constructor(private readonly reply: FastifyReply) {}

  /** Where what was created is found. */
  location(path: string): void {
    this.reply.header('location', path);
  }

  /** The version of what is answered, as ETag; a GET that already has it (`If-None-Match`) is answered 304. */
  version(version: number): void {
    this.reply.header('etag', etag(version));
  }

  status(status: number): void {
    this.reply.code(status);
  }
}

/**
 * The answer being made (`HttpAnswer`).
 *
 * @example
 * async place(@Body() body: PlaceOrderDto, @Answer() answer: HttpAnswer) {
 *   const placed = await this.commands.execute(new PlaceOrder(body));
 *   answer.location(`/orders/${placed.orderId}`);
 *   return placed;
 * }
 */
export const Answer = createParamDecorator(
  (_: unknown, context: ExecutionContext) => new HttpAnswer(context.switchToHttp().getResponse<FastifyReply>()),
);
