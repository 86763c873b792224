import findMyWay, { type HTTPMethod } from 'find-my-way';
import type { ProcessDescription } from '#platform/http';
import { logger } from '#platform/observability';

/** Where a request goes. */
export interface Destination {
  readonly context: string;
  /** The route as the context declares it: `GET /orders/:orderId`. */
  readonly route: string;
}

interface Entry {
  readonly context: string | null;
  readonly route: string;
}

const log = logger('gateway');

/** The routes of a system, by method and path, as its processes describe them. */
export class RouteTable {
  private readonly router = findMyWay({ maxParamLength: 100 });
  private readonly entries = new Map<string, Entry>();

  constructor(descriptions: readonly ProcessDescription[]) {
    for (const { routes } of descriptions) {
      for (const { method, path, context } of routes) this.add(method, path, context);
    }
  }

  /** Which context answers; undefined when there is no such route. */
  find(method: string, path: string): Destination | undefined {
    const found = this.router.find(method as HTTPMethod, path);
    if (found === null) return undefined;
    const { context, route } = found.store as Entry;
    const name = context ?? found.params['context'];
    return name === undefined ? undefined : { context: name, route };
  }

  private add(method: string, path: string, context: string | null): void {
    const route = `${method} ${path}`;
    const known = this.entries.get(route);
    if (known?.context === context) return;
    if (known !== undefined)
      return log.warn(`${known.context} and ${context} both serve ${route}; the first one does.`);
    const entry: Entry = { context, route };
    this.entries.set(route, entry);
    this.register(method, path, entry);
    if (method === 'GET') this.register('HEAD', path, entry);
  }

  private register(method: string, path: string, entry: Entry): void {
    try {
      this.router.on(method as HTTPMethod, path, () => {}, entry);
    } catch (error) {
      log.warn(`The route ${method} ${path} of ${entry.context} cannot be served.`, { error });
    }
  }
}
