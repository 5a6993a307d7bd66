export { reconnectWait } from '../reconnect-wait.ts';
export { FactQueue } from './fact-queue.ts';
export { TunnelAgent } from './tunnel.ts';
