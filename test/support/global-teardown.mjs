export { leaveServer as default } from './server-for-run.mjs';
