export { type Plan, plan, type PlanOptions, type SplitApp } from './plan.js';
export type { Program } from './supervised-process.js';
export { type SplitSystem, supervise } from './supervise.js';
