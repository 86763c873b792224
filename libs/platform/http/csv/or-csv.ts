import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { map, type Observable } from 'rxjs';
import { NotAcceptable } from '../refusals.js';
import { csvOf, type Table } from './csv.js';

/** How an answer becomes a file. */
interface CsvOffer {
  readonly file: string;
  readonly tableOf: (answer: never) => Table;
}

export const csvMediaType = 'text/csv';
const metadata = 'tearline:csv';
const [json, csv] = ['application/json; charset=utf-8', `${csvMediaType}; charset=utf-8; header=present`] as const;

/** What a handler offers as CSV; undefined when nothing. */
export function csvOfferOf(handler: object): CsvOffer | undefined {
  return Reflect.getMetadata(metadata, handler) as CsvOffer | undefined;
}

class CsvInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { file, tableOf } = csvOfferOf(context.getHandler())!;
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    reply.header('vary', [reply.getHeader('vary') ?? [], 'Accept'].flat().join(', '));
    const chosen = new Negotiator(http.getRequest<FastifyRequest>()).mediaType([json, csv]);
    if (chosen === undefined) throw new NotAcceptable({ offered: [json, csv] });
    if (chosen !== csv) return next.handle();
    return next.handle().pipe(
      map((answer) => {
        reply.type(csv);
        reply.header('content-disposition', `attachment; filename="${file}"`);
        return csvOf(tableOf(answer as never));
      }),
    );
  }
}

/**
 * Lets a route answer with CSV instead of JSON where `Accept` prefers that, as a file of this name. Whoever accepts neither is
 * refused (`NotAcceptable`). `tableOf` gets what the handler answers.
 *
 * @example
 * @Get('teas')
 * @OrCsv('teas.csv', ({ items }: Teas) => ({ columns: ['name'], rows: items.map(({ name }) => [name]) }))
 * teas() {}
 */
export const OrCsv = (file: string, tableOf: CsvOffer['tableOf']) =>
  applyDecorators(SetMetadata<string, CsvOffer>(metadata, { file, tableOf }), UseInterceptors(CsvInterceptor));
