import { countRefusal } from './figures.js';
import { Overloaded } from './refusals.js';
import { mostInFlight, mostInFlightPerContext } from './settings.js';

/** Counts requests at work and turns away what would be too many: of one context, so that it cannot take all of the gateway, and in all. */
export class Load {
  private total = 0;
  private readonly ofContext = new Map<string, number>();

  /** How many requests to a context are at work. */
  of(context: string): number {
    return this.ofContext.get(context) ?? 0;
  }

  /** Answers with the function that ends the request; it may be called more than once. Throws `Overloaded`. */
  enter(context: string): () => void {
    const own = this.ofContext.get(context) ?? 0;
    if (this.total >= mostInFlight.value || own >= mostInFlightPerContext.value) {
      countRefusal(context, 'overloaded');
      throw new Overloaded();
    }
    this.total++;
    this.ofContext.set(context, own + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.total--;
      this.ofContext.set(context, this.ofContext.get(context)! - 1);
    };
  }
}
