/** What was found when something was looked at. */
export interface Diagnosis {
  /** What was looked at: a server, a context, the broker, the system. */
  readonly of: string;
  readonly check: string;
  readonly state: 'fine' | 'doubtful' | 'wrong' | 'unreachable';
  /** What is so; where it is not fine, how to mend it. */
  readonly says: string;
}

export type State = Diagnosis['state'];
