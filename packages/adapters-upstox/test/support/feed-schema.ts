/** The market data feed's messages by the official SDK's definition: what it encodes and decodes is the wire. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A message as a plain object; whole numbers of 64 bits may be strings. */
// oxlint-disable-next-line typescript/no-explicit-any -- protobufjs knows the types only when it runs
export type FeedMessage = any;

interface MessageType {
  fromObject(message: FeedMessage): object;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
  toObject(message: object, options: object): FeedMessage;
}

const require = createRequire(import.meta.url);
const sdk = require.resolve('upstox-js-sdk');
const inSdk = createRequire(sdk);

function loadType(): MessageType {
  const schema = join(dirname(sdk), 'feeder/proto/MarketDataFeedV3.proto');
  const protobuf = inSdk('protobufjs') as {
    loadSync(path: string): { lookupType(name: string): MessageType };
  };
  return protobuf.loadSync(schema).lookupType('com.upstox.marketdatafeederv3udapi.rpc.proto.FeedResponse');
}

const feedResponse = loadType();

/** The bytes of a `FeedResponse`. */
export function encodeFeed(message: FeedMessage): Buffer {
  return Buffer.from(feedResponse.encode(feedResponse.fromObject(message)).finish());
}

/** The same message written again by the official encoder. */
export function rewriteFeed(bytes: Uint8Array): Buffer {
  return Buffer.from(feedResponse.encode(feedResponse.decode(bytes)).finish());
}

/** A `FeedResponse` as the official decoder reads it: zeros filled in, whole numbers of 64 bits as text. Throws for what is none. */
export function decodeFeed(bytes: Uint8Array): FeedMessage {
  return feedResponse.toObject(feedResponse.decode(bytes), {
    longs: String,
    enums: String,
    defaults: true,
    arrays: true,
    objects: true,
    oneofs: true,
  });
}
