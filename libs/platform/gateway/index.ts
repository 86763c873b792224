export { startGateway, type GatewayOptions } from './gateway.js';
export { serveGateway, type GatewaySystem } from './serve-gateway.js';
