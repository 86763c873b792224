export { joinServer as default } from './server-for-run.mjs';
