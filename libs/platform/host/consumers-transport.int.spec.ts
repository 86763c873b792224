import { type CanActivate, Controller, Injectable, Module, Scope, UseGuards } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { Projection } from '#platform/consumers';
import { always, kinds, Tower, tower as towerContext } from '#test/bell-tower';
import { from, mergeMap } from 'rxjs';

const [projection] = kinds;
let tower: Tower;

beforeEach(async () => {
  tower = await Tower.open();
});
afterEach(() => tower.close());

describe('the microservice of the consumers', () => {
  it('finishes what has begun while the server still answers', async () => {
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const running = await tower.run(projection!.module, {
      intercept: (_, next) => {
        begin();
        return from(mayGoOn).pipe(mergeMap(() => next.handle()));
      },
    });
    await running.listen(0, '127.0.0.1');
    const address = await running.getUrl();
    const { position } = await tower.ring('small');
    await begun;
    let closed = false;
    const closing = running.close().then(() => (closed = true));
    expect((await fetch(`${address}/health/live`)).status).toBe(200);
    expect(closed).toBe(false);
    goOn();
    await closing;
    expect(await tower.checkpoint()).toBe(position);
  });

  @Controller()
  class Listening {
    @EventPattern('rung')
    rung(_: unknown): void {}
  }

  @Module({ imports: [towerContext], providers: always, controllers: [Listening] })
  class ListeningModule {}

  @Injectable({ scope: Scope.REQUEST })
  class OfRequest implements CanActivate {
    canActivate() {
      return true;
    }
  }

  @Projection('tower.per-request')
  @UseGuards(OfRequest)
  class PerRequest {
    readonly on = {};
  }

  @Module({ imports: [towerContext], providers: [...always, PerRequest] })
  class PerRequestModule {}

  it.each([
    ['a handler that nothing would call', ListeningModule, /Nothing delivers "rung": declare its handler/],
    ['a guard that lives as long as a request', PerRequestModule, /tower.per-request or what it is bound to/],
  ])('refuses %s', async (_, module, sentence) => {
    await expect(tower.run(module)).rejects.toThrow(sentence);
  });
});
