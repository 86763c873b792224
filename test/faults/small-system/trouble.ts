import { appendFileSync, readFileSync } from 'node:fs';

/** What goes wrong in a process, by its environment. */
class Trouble {
  private stumbles: Set<string> | undefined;
  private readonly setting = (name: string) => process.env[name] ?? '';

  /** How long the village waits before it answers, in milliseconds. */
  get pause(): number {
    return Number(this.setting('ANSWER_AFTER') || 50);
  }

  /** Whether a consumer of the village runs at all: `HEARING=heard,tally`; all where nothing is said. */
  hears(consumer: string): boolean {
    const only = this.setting('HEARING');
    return only === '' || only.split(',').includes(consumer);
  }

  /** `STUMBLES=<file>`: one event in seven fails the first time; the file knows of earlier lives. `CRACKED=<bell>`: each of that bell does, always. */
  with(consumer: string, bell: string, nth: number): void {
    if (this.setting('CRACKED') === bell) throw new Error(`${bell} is cracked`);
    if (this.setting('STUMBLES') !== '' && nth % 7 === 0) this.stumble(`${consumer} stumbles over ${bell} ${nth}`);
  }

  private stumble(over: string): void {
    const file = this.setting('STUMBLES');
    this.stumbles ??= new Set(readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n'));
    if (this.stumbles.has(over)) return;
    this.stumbles.add(over);
    appendFileSync(file, `${over}\n`);
    throw new Error(over);
  }

  /** `HANGS=<bell>`: what handles that bell does not come to an end. */
  async end(bell: string): Promise<void> {
    if (this.setting('HANGS') === bell) await new Promise(() => {});
  }
}

export const trouble = new Trouble();
