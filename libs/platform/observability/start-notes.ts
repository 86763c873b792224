import { Injectable } from '@nestjs/common';

/** Lines for whoever started the process, printed once it is ready: addresses, a development password. */
@Injectable()
export class StartNotes {
  private readonly noted: string[] = [];

  add(line: string): void {
    this.noted.push(line);
  }

  get lines(): readonly string[] {
    return this.noted;
  }
}
