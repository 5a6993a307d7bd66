/** The broker's own JavaScript SDK as a client of the face: it knows nothing of ours. */
import { createRequire } from 'node:module';
import { until } from '@copydesk/adapter-testkit';

type Callback = (error: unknown, data: unknown, response: unknown) => void;
/** An API object of the SDK: methods that end with a callback. */
type SdkApi = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
type SdkClass = new (...args: readonly unknown[]) => SdkApi;
/** An answer of the SDK, in its own classes. */
// oxlint-disable-next-line typescript/no-explicit-any -- the SDK has no types
export type SdkData = any;

/** An SDK that speaks to a face instead of the broker. */
export interface Sdk {
  setToken(accessToken: string): void;
  /** Calls a method of one of its API classes. Rejects with the HTTP answer's body when it was an error. */
  call(api: string, method: string, ...args: readonly unknown[]): Promise<SdkData>;
  /** Listens to the portfolio stream; messages are parsed. */
  stream(...wants: readonly boolean[]): SdkStream;
  /** Listens to prices; messages are parsed. Resolves when it can subscribe. */
  prices(): Promise<SdkPrices>;
}

/** The SDK's streamer of prices. */
export interface SdkPrices {
  readonly messages: SdkData[];
  subscribe(keys: readonly string[], mode: string): void;
  changeMode(keys: readonly string[], mode: string): void;
  unsubscribe(keys: readonly string[]): void;
  close(): void;
}

/** The SDK's streamer. */
export interface SdkStream {
  readonly messages: SdkData[];
  readonly opened: Promise<void>;
  close(): void;
}

/** Loads the SDK with its REST bases set to the face and its sockets' built-in host redirected there. */
export function loadSdk(faceUrl: string): Sdk {
  const require = createRequire(import.meta.url);
  const inSdk = createRequire(require.resolve('upstox-js-sdk'));
  redirectSockets(inSdk, faceUrl);
  const sdk = require('upstox-js-sdk') as Readonly<Record<string, SdkClass>> & {
    readonly ApiClient: SdkClass & { readonly instance: SdkData };
  };
  const client = sdk.ApiClient.instance;
  client.basePath = faceUrl;
  client.orderBasePath = faceUrl;
  return {
    setToken: (accessToken) => {
      client.authentications.OAUTH2.accessToken = accessToken;
    },
    call: (api, method, ...args) =>
      new Promise((resolve, reject) => {
        const Api = sdk[api];
        if (Api === undefined) throw new Error(`The SDK has no ${api}`);
        const answered: Callback = (error, data) => {
          if (error) reject((error as SdkData).response?.body ?? error);
          else resolve(data);
        };
        new Api()[method]?.(...args, answered);
      }),
    stream: (...wants) => {
      const Streamer = sdk['PortfolioDataStreamer'] as unknown as new (
        ...args: readonly boolean[]
      ) => SdkData;
      const streamer = new Streamer(...wants);
      streamer.autoReconnect(false);
      const messages: SdkData[] = [];
      streamer.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString())));
      const opened = new Promise<void>((resolve, reject) => {
        streamer.on('open', resolve);
        streamer.on('error', reject);
      });
      streamer.connect();
      return { messages, opened, close: () => streamer.disconnect() };
    },
    prices: () => openPrices(sdk['MarketDataStreamerV3'] as unknown as new () => SdkData),
  };
}

/** Waits for the schema, too: the SDK reads its file meanwhile, and what comes before that is lost. */
async function openPrices(Streamer: new () => SdkData): Promise<SdkPrices> {
  const streamer = new Streamer();
  streamer.autoReconnect(false);
  const messages: SdkData[] = [];
  streamer.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString());
    if (message !== null) messages.push(message);
  });
  await new Promise<void>((resolve, reject) => {
    streamer.on('open', resolve);
    streamer.on('error', reject);
    streamer.connect();
  });
  await until(() => streamer.streamer.protobufRoot !== null, 'the SDK has read its schema');
  return {
    messages,
    subscribe: (keys, mode) => streamer.subscribe(keys, mode),
    changeMode: (keys, mode) => streamer.changeMode(keys, mode),
    unsubscribe: (keys) => streamer.unsubscribe(keys),
    close: () => streamer.disconnect(),
  };
}

/** Where the SDK's sockets go. It keeps the class that it finds when it is loaded, so that is replaced once. */
let socketsGoTo: string | undefined;

/** The SDK has the host of its sockets built in; only that is replaced. */
function redirectSockets(inSdk: NodeJS.Require, faceUrl: string): void {
  const isFirst = socketsGoTo === undefined;
  socketsGoTo = faceUrl.replace(/^http/, 'ws');
  if (!isFirst) return;
  const path = inSdk.resolve('ws');
  const Real = inSdk('ws') as new (url: string, options: unknown) => object;
  class Redirected extends Real {
    constructor(url: string, options: unknown) {
      super(url.replace('wss://api.upstox.com', socketsGoTo ?? ''), options);
    }
  }
  Object.setPrototypeOf(Redirected, Real);
  const cached = inSdk.cache[path];
  if (cached === undefined) throw new Error('The SDK does not load ws');
  cached.exports = Redirected;
}
