export * from './agent.js';
export { NotConnected } from './turns.js';
