/** What ends the command early, with the code that the shell is told. */
export class Refused extends Error {
  constructor(
    sentence: string,
    readonly exitCode: number,
  ) {
    super(sentence);
  }
}

/** What was given will not do. */
export class WrongUsage extends Refused {
  constructor(sentence: string) {
    super(sentence, 2);
  }
}

/** There is no shop to be shopped in. */
export class OutOfReach extends Refused {
  constructor(sentence: string) {
    super(sentence, 3);
  }
}

/** The shop has not said within patience what became of a request. */
export class Unanswered extends Error {}

/** An answer that nobody should get. */
export class Unexpected extends Error {}
