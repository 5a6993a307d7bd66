/** The desk through its HTTP contract, as a program uses it. */

/** An answer; `undefined` instead of one means that the connection died. */
export interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- the harness looks into whatever came
  readonly body: any;
}

export interface DeskReason {
  readonly code: string;
  readonly text: string;
}

export interface DeskChild {
  readonly childId: string;
  readonly part: 'entry' | 'exit';
  readonly account: string;
  readonly orderId: string | null;
  readonly status: string;
  readonly reason: DeskReason | null;
  readonly quantity: number;
  readonly filledQuantity: number;
}

export interface DeskOrder {
  readonly id: string;
  readonly account: string;
  readonly parentOrderId: string | null;
  readonly instrumentId: string;
  readonly side: 'BUY' | 'SELL';
  readonly product: string;
  readonly orderType: string;
  readonly quantity: number;
  readonly filledQuantity: number;
  readonly price: number | null;
  readonly status: string;
  readonly reason: DeskReason | null;
  readonly brokerOrderIds: readonly string[];
  readonly origin: string;
  /** The note of the command, which names it. */
  readonly tag: string | null;
  readonly placedAt: string;
  readonly childOrders: readonly DeskChild[];
}

export interface DeskPosition {
  readonly account: string;
  readonly instrumentId: string;
  readonly product: string;
  readonly netQty: number;
}

export interface DeskEventLine {
  readonly eventId: number;
  readonly type: string;
  readonly account: string | null;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const PERSON = { email: 'kill@copydesk.example', password: 'correct horse battery staple', name: 'Kill' };
const WITHIN_MS = 20_000;

export class DeskApi {
  readonly #url: string;
  #token = '';

  constructor(url: string) {
    this.#url = url;
  }

  /** First run: makes the owner and a token that lives as long as the database. */
  async signUp(): Promise<void> {
    const headers = { 'content-type': 'application/json', origin: this.#url };
    const post = (path: string, body: unknown, more: Readonly<Record<string, string>> = {}) =>
      fetch(this.#url + path, {
        method: 'POST',
        headers: { ...headers, ...more },
        body: JSON.stringify(body),
      });
    const setUp = await post('/api/setup', PERSON);
    const cookie = setUp.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const made = await post('/api/tokens', { name: 'kill' }, { cookie });
    this.#token = ((await made.json()) as { readonly token: string }).token;
  }

  /** Undefined when no whole answer came back. */
  async ask(method: string, path: string, body?: unknown, key?: string): Promise<Reply | undefined> {
    try {
      const answer = await fetch(this.#url + path, {
        method,
        signal: AbortSignal.timeout(WITHIN_MS),
        headers: {
          authorization: `Bearer ${this.#token}`,
          ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
    } catch {
      return undefined;
    }
  }

  /** The body of a request that must succeed. */
  async must<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const reply = await this.ask(method, path, body);
    if (reply === undefined || reply.status >= 300)
      throw new Error(
        `The desk answered ${reply?.status ?? 'nothing'} to ${method} ${path}: ${JSON.stringify(reply?.body)}`,
      );
    return reply.body as Body;
  }

  /** Every page of a list. */
  async all<Item>(path: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let after = ''; ; ) {
      const mark = path.includes('?') ? '&' : '?';
      const page = await this.must<{ readonly items: readonly Item[]; readonly next: string | null }>(
        'GET',
        `${path}${mark}limit=1000${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`,
      );
      items.push(...page.items);
      if (page.next === null) return items;
      after = page.next;
    }
  }
}
