import { Query, Resolver, Subscription } from '@nestjs/graphql';
import { Body, Controller, Get, Module, type MessageEvent, Post, Req, Sse, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { JSONWebKeySet } from 'jose';
import { interval, map, type Observable, take } from 'rxjs';
import { currentExecution } from '#platform/execution';
import { GraphqlModule } from '#platform/graphql';
import {
  ConsistencyGate,
  ControllerContexts,
  createHttpApplication,
  HttpModule,
  IdempotencyStores,
  MemoryIdempotencyStore,
  ServedContexts,
} from '#platform/http';
import { Addresses } from '#platform/registry';
import { Anonymous, newInternalKey, Public, Roles, TokenIssuer, TokenKeys } from '#platform/security';
import { startGateway } from './gateway.js';

process.env['LOG_LEVEL'] = 'silent';

export const gatewayKey = await newInternalKey('gateway');
const usersKey = await newInternalKey('users-key');
/** Issues access tokens as the context `accounts` does. */
export const issuer = new TokenIssuer(usersKey.privateKey);

/** What the processes of a test did. */
export const done = { brewed: 0, asked: [] as string[] };

@Controller()
@Public()
export class KitchenController {
  @Get('kitchen/caller') caller(@Req() { headers, ip }: FastifyRequest) {
    const { correlationId, traceparent, principal } = currentExecution()!;
    return { correlationId, traceparent, principal, headers, ip };
  }

  @Get('kitchen/menu') @Roles('staff') menu() {
    return { tea: true };
  }

  @Get('kitchen/slow/:milliseconds') async slow(@Req() { params }: FastifyRequest) {
    await new Promise((resolve) => setTimeout(resolve, Number((params as { milliseconds: string }).milliseconds)));
    return { process: process.pid };
  }

  @Post('kitchen/tea') tea(@Body() body: Record<string, unknown>) {
    return { number: ++done.brewed, body };
  }

  @Sse('kitchen/updates') updates(): Observable<MessageEvent> {
    return interval(50).pipe(
      take(3),
      map((number) => ({ data: { number } })),
    );
  }

  @Sse('kitchen/clock') clock(): Observable<MessageEvent> {
    return interval(100).pipe(map((number) => ({ data: { number } })));
  }

  @Get('kitchen/where') where(@Req() { socket }: FastifyRequest) {
    done.asked.push(`http://127.0.0.1:${socket.localPort}`);
    return { port: socket.localPort };
  }
}

@Resolver()
@Public()
export class KitchenResolver {
  @Query(() => String) kitchen() {
    return 'open';
  }

  /** The first dish is served at once; the others take their time. */
  @Subscription(() => String, { resolve: (dish: string) => dish })
  async *dishes() {
    yield 'soup';
    await new Promise(() => {});
  }
}

@Controller()
@Anonymous()
export class AccountsController {
  @Get('.well-known/jwks.json') keys(): JSONWebKeySet {
    return { keys: [usersKey.publicKey] };
  }

  @Post('sessions') logIn() {
    return { caller: currentExecution()!.principal ?? null };
  }
}

/** Addresses that a test changes. */
export class ChosenAddresses extends Addresses {
  private readonly chosen = new Map<string, string[]>();
  private readonly listeners = new Set<() => void>();

  set(context: string, ...origins: string[]): void {
    this.chosen.set(context, origins);
    for (const listener of this.listeners) listener();
  }

  of(context: string): readonly string[] {
    return this.chosen.get(context) ?? [];
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}

const idempotency = new MemoryIdempotencyStore();

/** A process behind the gateway, listening. */
export async function openProcess(
  context: string,
  controller: Type,
  { port = 0, resolvers = [] }: { readonly port?: number; readonly resolvers?: Type[] } = {},
): Promise<RunningContext> {
  process.env['INTERNAL_PUBLIC_KEYS'] = JSON.stringify({ keys: [gatewayKey.publicKey] });
  try {
    @Module({
      imports: [
        GraphqlModule.forRoot(),
        HttpModule.forRoot({
          providers: [
            { provide: TokenKeys, useValue: {} },
            { provide: ConsistencyGate, useValue: { waitFor: () => Promise.resolve() } },
          ],
        }),
      ],
      controllers: [controller],
      providers: resolvers,
    })
    class ProcessModule {}
    const app = await createHttpApplication(ProcessModule);
    app.get(ServedContexts).add(context);
    for (const type of [controller, ...resolvers]) app.get(ControllerContexts).set(type, context);
    app.get(IdempotencyStores).set(context, idempotency);
    await app.listen(port, '127.0.0.1');
    return { app, origin: await app.getUrl() };
  } finally {
    delete process.env['INTERNAL_PUBLIC_KEYS'];
  }
}

export interface RunningContext {
  readonly app: NestFastifyApplication;
  readonly origin: string;
}

/** A gateway, listening. */
export async function openGateway(contexts: readonly string[], addresses: Addresses): Promise<RunningContext> {
  const app = await startGateway({ contexts, addresses, privateKey: gatewayKey.privateKey });
  await app.listen(0, '127.0.0.1');
  return { app, origin: await app.getUrl() };
}

/** Ends a process as a crash does: every connection breaks at once. */
export async function crash({ app }: RunningContext): Promise<void> {
  app.getHttpServer().closeAllConnections();
  await app.close();
}
