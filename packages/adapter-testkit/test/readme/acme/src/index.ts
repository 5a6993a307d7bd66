/** Stands for the adapter that a reader of the README writes: typed, never run. */
import type { AdapterOptions, BrokerPort } from '@copydesk/core';

export declare function createAcmeAdapter(options: AdapterOptions): BrokerPort;
