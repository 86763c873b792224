export * from './broker.js';
export * from './broker-options.js';
export { type ExaminedBroker, examineBroker } from './examine-broker.js';
export { brokerSample } from './figures.js';
export * from './nats-feed.js';
export * from './nats-transport.js';
