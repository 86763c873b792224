import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { JSONWebKeySet } from 'jose';
import { TokenKeys, tokenKeysPath } from '#platform/security';

/** Asks this process itself, without a socket: for a process that serves the keys. */
@Injectable()
export class OwnTokenKeys extends TokenKeys {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {
    super();
  }

  async fetch(): Promise<JSONWebKeySet> {
    const answer = await this.host.httpAdapter.getInstance().inject({ method: 'GET', url: tokenKeysPath });
    if (answer.statusCode !== 200) throw new Error(`${tokenKeysPath} answered ${answer.statusCode}`);
    return answer.json<JSONWebKeySet>();
  }
}

/** Asks another process over HTTP: for one that does not serve the keys itself. */
export class RemoteTokenKeys extends TokenKeys {
  constructor(
    private readonly origin: string,
    private readonly timeout = 3000,
  ) {
    super();
  }

  async fetch(): Promise<JSONWebKeySet> {
    const answer = await fetch(new URL(tokenKeysPath, this.origin), { signal: AbortSignal.timeout(this.timeout) });
    if (!answer.ok) throw new Error(`${tokenKeysPath} answered ${answer.status}`);
    return (await answer.json()) as JSONWebKeySet;
  }
}
