import { groupSchema, orderSchema } from '@copydesk/api-contract';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder } from './sandbox-venue.ts';

type Line = Readonly<Record<string, string>>;

function linesOf(csv: string): readonly Line[] {
  const { data, errors } = Papa.parse<Line>(csv.replace(/^\uFEFF/, ''), {
    header: true,
    skipEmptyLines: true,
  });
  expect(errors).toEqual([]);
  return data;
}

describe('the evening’s files', () => {
  let desk: TestDesk;
  let owner: Client;
  let day: string;
  const note = '=HYPERLINK("http://evil.example","pay")';
  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', ABSENCE_AFTER_MS: '2000' });
    owner = await ownerOf(desk);
    const group = z.parse(groupSchema, (await owner.post('/api/sandbox/desk')).body);
    const children = group.children.map(
      ({ account, relationship, declaredOn, state, filters, guards, entryCapPercent, onIncomplete }) => ({
        ...{ account, relationship, declaredOn, state, filters, guards, entryCapPercent, onIncomplete },
        sizing: { kind: 'multiplier', factor: account === 'CHILD:c3' ? 0.1 : 1 },
      }),
    );
    const patched = await owner.ask('PATCH', `/api/groups/${group.id}`, { version: group.version, children });
    expect(patched.status, JSON.stringify(patched.body)).toBe(200);
    const { order: body } = await contractOrder(owner, 2);
    const placed = await owner.post('/api/orders', { ...body, tag: note });
    expect(placed.status).toBe(202);
    const id = z.parse(orderSchema, placed.body).id;
    const order = await eventually('the order to fill', async () => {
      const now = z.parse(orderSchema, (await owner.get(`/api/orders/${id}`)).body);
      const states = now.childOrders.map((child) => child.status);
      return now.status === 'filled' && states.filter((state) => state === 'filled').length === 2
        ? now
        : undefined;
    });
    day = order.placedAt.slice(0, 10);
  }, 180_000);
  afterAll(() => desk?.close());

  it('has every order of the day with its children, the skipped one with its reason, and figures exact', async () => {
    const reply = await owner.get(`/api/export/orders.csv?day=${day}`);
    expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(reply.headers.get('content-disposition')).toContain(`copydesk-orders-${day}.csv`);
    const lines = linesOf(reply.body);
    expect(lines.map((line) => [line['account'], line['status']])).toEqual([
      ['MASTER:k2', 'filled'],
      ['CHILD:c1', 'filled'],
      ['CHILD:c2', 'filled'],
      ['CHILD:c3', 'skipped'],
    ]);
    expect(lines[3]?.['reason']).not.toBe('');
    expect(new Set(lines.slice(1).map((line) => line['master_order']))).toEqual(
      new Set([lines[0]?.['order']]),
    );
    expect(lines[0]?.['average']).toMatch(/^\d+\.\d{4}$/);
  });

  it('lets no note run as a formula in a spreadsheet', async () => {
    const { body } = await owner.get(`/api/export/orders.csv?day=${day}`);
    expect(linesOf(body)[0]?.['note']).toBe(`'${note}`);
    expect(body).not.toMatch(/(^|,|")=HYPERLINK/);
  });

  it('has every fill, whose quantities add up to what was filled', async () => {
    const reply = await owner.get(`/api/export/trades.csv?day=${day}`);
    const lines = linesOf(reply.body);
    const orders = linesOf((await owner.get(`/api/export/orders.csv?day=${day}`)).body);
    for (const order of orders.filter((line) => line['status'] === 'filled')) {
      const fills = lines.filter((line) => line['order'] === order['order']);
      const sum = fills.reduce((total, line) => total + Number(line['quantity']), 0);
      expect(sum).toBe(Number(order['filled']));
      expect(fills.at(-1)?.['average_so_far']).toBe(order['average']);
    }
    expect(lines.length).toBeGreaterThanOrEqual(3);
  });

  it('is empty but for its names on a day without orders, and takes no date that does not exist', async () => {
    const empty = await owner.get('/api/export/orders.csv?day=2020-01-01');
    expect(linesOf(empty.body)).toEqual([]);
    expect(empty.body).toContain('placed_at,account,');
    expect((await owner.get('/api/export/trades.csv?day=2026-02-30')).status).toBe(400);
    expect((await fetch(`${desk.url}/api/export/orders.csv`)).status).toBe(401);
  });
});
