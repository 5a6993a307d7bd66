/**
 * Keeps the page's books true.
 *
 * Decides: the order of connecting (subscribe first, then read), what is done after a cut, a gap or a `resync`, and
 * when the page must call itself stale. Keeps I2 on the screen: nothing is painted out of order. What an event does
 * to a list is the book's own matter.
 */
import { SOCKET_MESSAGES, type SocketMessages } from '@copydesk/api-contract';
import { io, type Socket } from 'socket.io-client';
import { formatTime } from '../lib/times.ts';
import { BOOK_KINDS, type Book, type BookKind } from './book.ts';
import { EventGate } from './event-gate.ts';
import { serverNow, useLink } from './link-store.ts';
import { forgetPnl, takePnl } from './pnl-store.ts';
import { prices } from './prices.ts';

/** The server beats every two seconds; two beats and a half without a word is a cut. */
const STALE_AFTER_MS = 5000;
const CHECK_EVERY_MS = 500;
const READ_AGAIN_MS = 1500;

type Message = SocketMessages[BookKind | 'alert'];

export interface FeedListeners {
  readonly onAlert: (alert: SocketMessages['alert']) => void;
  /** An order changed just now: not while lists are read, nor while what was missed is caught up. */
  readonly onOrder: (order: SocketMessages['order']) => void;
  /** The server does not know this page's session any more. */
  readonly onSignedOut: () => void;
}

export class DeskFeed {
  readonly #books: readonly Book[];
  readonly #socket: Socket;
  readonly #asOf = new Map<Book, number>();
  readonly #onAlert: FeedListeners['onAlert'];
  readonly #onOrder: FeedListeners['onOrder'];
  readonly #onSignedOut: FeedListeners['onSignedOut'];
  #gate: EventGate | null = null;
  /** Messages that came while the lists were read. */
  #waiting: { readonly kind: BookKind | 'alert'; readonly message: Message }[] = [];
  #reading: AbortController | null = null;
  #heard = 0;
  #caughtUp: number | null = null;
  #behindAt: number | null = null;
  #watch: ReturnType<typeof setInterval> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(books: readonly Book[], listeners: FeedListeners) {
    this.#books = books;
    this.#onAlert = listeners.onAlert;
    this.#onOrder = listeners.onOrder;
    this.#onSignedOut = listeners.onSignedOut;
    this.#socket = io({
      autoConnect: false,
      transports: ['websocket'],
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
      randomizationFactor: 0.5,
      auth: (say) => say(this.#gate === null ? {} : { lastEventId: this.#gate.complete }),
    });
    this.#listen();
  }

  start(): void {
    this.#watch = setInterval(() => this.#checkAge(), CHECK_EVERY_MS);
    window.addEventListener('online', this.#hurry);
    document.addEventListener('visibilitychange', this.#hurry);
    this.#socket.connect();
  }

  stop(): void {
    clearInterval(this.#watch);
    clearTimeout(this.#again);
    this.#reading?.abort();
    window.removeEventListener('online', this.#hurry);
    document.removeEventListener('visibilitychange', this.#hurry);
    this.#socket.removeAllListeners();
    this.#socket.disconnect();
    prices.forget();
    forgetPnl();
    useLink.setState({ state: 'connecting', heardAtMs: null, returned: null, lastEventId: null });
  }

  readonly #hurry = (): void => {
    if (document.visibilityState === 'visible') prices.shown();
    if (document.visibilityState === 'visible' && !this.#socket.connected) this.#socket.connect();
  };

  #listen(): void {
    this.#socket.on('connect', () => this.#connected());
    this.#socket.on('marketData', (raw: unknown) => prices.take(raw));
    this.#socket.on('pnl', takePnl);
    this.#socket.on('disconnect', (reason) => {
      prices.disconnected();
      this.#gate?.rewind();
      this.#lost();
      // The library does not try again by itself when the server closed the connection.
      if (reason === 'io server disconnect')
        this.#again = setTimeout(() => this.#socket.connect(), READ_AGAIN_MS);
    });
    this.#socket.on('connect_error', (error) => {
      this.#lost();
      // Refused by the server itself, which may only be starting: the library gives up then.
      if (!this.#socket.active) this.#again = setTimeout(() => this.#socket.connect(), READ_AGAIN_MS);
      if (error.message === 'not-signed-in') this.#onSignedOut();
    });
    // Also those that no book of the page shows: each uses up its number.
    for (const kind of BOOK_KINDS) this.#socket.on(kind, (raw: unknown) => this.#receive(kind, raw));
    this.#socket.on('alert', (raw: unknown) => this.#receive('alert', raw));
    this.#socket.on('beat', (raw: unknown) => this.#beat(raw));
    this.#socket.on('resync', () => this.#readAll());
  }

  #connected(): void {
    this.#hear();
    prices.connected((what, where, answered) => {
      if (answered === undefined) this.#socket.emit(what, where);
      else this.#socket.emit(what, where, answered);
    });
    if (this.#gate === null) {
      this.#readAll();
      return;
    }
    this.#caughtUp = 0;
    useLink.setState({ state: 'catching-up' });
  }

  #beat(raw: unknown): void {
    const beat = SOCKET_MESSAGES.beat.safeParse(raw);
    if (!beat.success) return;
    useLink.setState({ offsetMs: beat.data.epochMs - Date.now(), lastEventId: beat.data.eventId });
    this.#hear();
    if (this.#gate === null || this.#reading !== null) return;
    // A beat may overtake the messages of the event that it counts, but not by a whole beat.
    const behind = beat.data.eventId > this.#gate.complete;
    if (behind && this.#behindAt === this.#gate.complete) this.#readAll();
    else if (!behind) this.#current();
    this.#behindAt = behind ? this.#gate.complete : null;
  }

  #receive(kind: BookKind | 'alert', raw: unknown): void {
    const parsed = SOCKET_MESSAGES[kind].safeParse(raw);
    if (!parsed.success) {
      this.#readAll();
      return;
    }
    this.#hear();
    this.#sort(kind, parsed.data);
  }

  #sort(kind: BookKind | 'alert', message: Message): void {
    if (this.#reading !== null || this.#gate === null) this.#waiting.push({ kind, message });
    else this.#pass(kind, message);
  }

  #pass(kind: BookKind | 'alert', message: Message): void {
    const verdict = this.#gate?.take(message);
    if (verdict === 'gap') this.#readAll();
    if (verdict !== 'apply') return;
    if (!message.more) useLink.setState({ lastEventId: message.eventId });
    if (this.#caughtUp !== null && !message.more) this.#caughtUp += 1;
    if (kind === 'alert') {
      this.#onAlert(message as SocketMessages['alert']);
      return;
    }
    for (const book of this.#books) {
      // A list that was read later than its neighbours contains more events than they do.
      if (book.kind === kind && message.eventId > (this.#asOf.get(book) ?? 0))
        book.apply(message as SocketMessages[BookKind]);
    }
    if (kind === 'order' && useLink.getState().state === 'live')
      this.#onOrder(message as SocketMessages['order']);
  }

  /** Reads every list again; what comes meanwhile waits. */
  #readAll(): void {
    this.#reading?.abort();
    clearTimeout(this.#again);
    const reading = new AbortController();
    this.#reading = reading;
    const first = this.#gate === null;
    if (!first) useLink.setState({ state: 'catching-up' });
    Promise.all(this.#books.map(async (book) => ({ book, list: await book.read(reading.signal) }))).then(
      (lists) => {
        if (!reading.signal.aborted) this.#install(lists, first);
      },
      () => {
        if (reading.signal.aborted) return;
        this.#again = setTimeout(() => this.#readAll(), READ_AGAIN_MS);
      },
    );
  }

  #install(
    lists: readonly { readonly book: Book; readonly list: Awaited<ReturnType<Book['read']>> }[],
    first: boolean,
  ): void {
    let last = Number.POSITIVE_INFINITY;
    for (const { book, list } of lists) {
      this.#asOf.set(book, list.asOf);
      last = Math.min(last, list.asOf);
      list.install();
    }
    this.#gate = new EventGate(last);
    this.#reading = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (!first) {
      this.#caughtUp = null;
      useLink.setState({ returned: 'Too much was missed; everything was read again.' });
    }
    // A gap among them starts another reading, which #current would hide.
    for (const { kind, message } of waiting) this.#sort(kind, message);
    if (this.#socket.connected) this.#current();
  }

  #current(): void {
    if (this.#reading !== null) return;
    if (this.#caughtUp !== null) {
      const count = this.#caughtUp;
      this.#caughtUp = null;
      useLink.setState({
        returned: `Connected ${formatTime(serverNow())}, ${count} ${count === 1 ? 'event' : 'events'} caught up.`,
      });
    }
    if (useLink.getState().state !== 'live') useLink.setState({ state: 'live' });
  }

  #hear(): void {
    this.#heard = performance.now();
    useLink.setState({ heardAtMs: serverNow() });
  }

  #checkAge(): void {
    if (this.#heard !== 0 && performance.now() - this.#heard > STALE_AFTER_MS) this.#lost();
  }

  #lost(): void {
    // Before the first word there is nothing on the page that could be old.
    if (this.#heard !== 0 && useLink.getState().state !== 'lost') useLink.setState({ state: 'lost' });
  }
}
