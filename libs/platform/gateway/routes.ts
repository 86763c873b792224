import type { ProcessDescription } from '#platform/http';
import type { Instances } from './instances.js';
import { type Destination, RouteTable } from './route-table.js';

/** The routes of the running system: what its instances serve at this moment, or served when they were last seen. */
export class Routes {
  private table = new RouteTable([]);
  private readonly last = new Map<string, ProcessDescription>();

  constructor(private readonly instances: Instances) {
    instances.onChange(() => this.rebuild());
  }

  find(method: string, path: string): Destination | undefined {
    return this.table.find(method, path);
  }

  /** The newest description of each group of contexts: a process that is gone for a while takes no address with it. */
  get descriptions(): readonly ProcessDescription[] {
    return [...this.last.values()];
  }

  private rebuild(): void {
    for (const { description } of this.instances.all) {
      if (description !== undefined)
        this.last.set(`${description.contexts.join()} ${description.version}`, description);
    }
    this.table = new RouteTable(this.descriptions);
  }
}
