// Loaded before a program, it sets the program's clock an hour ahead.
const trueNow = Date.now;
const now = () => trueNow() + 3_600_000;

globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length === 0 ? [now()] : given));
  }

  static now() {
    return now();
  }
};
