export * from './feed-credentials.js';
export * from './feeds.controller.js';
export * from './feeds.module.js';
export { feedPath, headHeader, logHeader, positionHeader, widestPage } from './protocol.js';
export * from './published-feeds.js';
