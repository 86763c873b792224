export type { SplitApp } from './plan.js';
export { type SplitSystem, supervise } from './supervise.js';
