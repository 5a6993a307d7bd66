import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder } from './sandbox-venue.ts';

const CREDENTIALS = { apiKey: 'kk1234', apiSecret: 'secret-of-AB1234' };
const live = (address: string, clientId: string, more: object = {}) => ({
  address,
  broker: 'zerodha',
  clientId,
  credentials: CREDENTIALS,
  ...more,
});

describe('accounts', () => {
  let desk: TestDesk;
  let owner: Client;
  beforeAll(async () => {
    desk = await startDesk();
    owner = await ownerOf(desk);
  });
  afterAll(() => desk?.close());

  it('are one for each client, however it is spelled and however many ask at once', async () => {
    const replies = await Promise.all([
      owner.post('/api/accounts', live('RACE:a', ' ra0001 ')),
      owner.post('/api/accounts', live('RACE:b', 'RA0001')),
      owner.post('/api/accounts', live('RACE:c', 'Ra0001')),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 400, 400]);
    const refused = replies.find(({ status }) => status === 400);
    expect(refused?.body.errors[0]).toMatchObject({ path: '/clientId', code: 'taken' });
    const { items } = (await owner.get('/api/accounts')).body;
    expect(items.map((item: { clientId: string }) => item.clientId)).toEqual(['RA0001']);
  });

  it('have one address each, also when two take it at once', async () => {
    const replies = await Promise.all([
      owner.post('/api/accounts', live('SAME:x', 'SA0001')),
      owner.post('/api/accounts', live('SAME:x', 'SA0002')),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(replies.find(({ status }) => status === 409)?.body.code).toBe('account-address-taken');
  });

  it('show a proxy without its password, and keep it while the proxy stays', async () => {
    const secret = 'http://asha:pp-secret@127.0.0.1:3128';
    const added = await owner.post('/api/accounts', live('EGRESS:x', 'EG0001', { egress: secret }));
    const shown = { kind: 'proxy', url: 'http://127.0.0.1:3128' };
    expect(added.body.egress).toEqual(shown);
    const events: string[] = [];
    const patched = await owner.ask('PATCH', '/api/accounts/EGRESS%3Ax', {
      address: 'EGRESS:y',
      egress: shown,
    });
    expect([patched.status, patched.body.egress]).toEqual([200, shown]);
    events.push(JSON.stringify((await owner.get('/api/accounts')).body));
    expect(events.join()).not.toContain('pp-secret');
  });
});

describe('accounts beside the sandbox', () => {
  let desk: TestDesk;
  let owner: Client;
  let control: Client;
  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', SANDBOX_UNLIMITED_RATES: 'on' });
    owner = await ownerOf(desk);
    control = new Client((await owner.get('/api/sandbox')).body.control as string);
  }, 60_000);
  afterAll(() => desk?.close());

  const accountAt = async (address: string) =>
    (await owner.get('/api/accounts')).body.items.find(
      (item: { address: string }) => item.address === address,
    );

  it('are never taken over by the sandbox desk because their address is the same', async () => {
    const added = await owner.post('/api/accounts', live('MASTER:k2', 'LV0001'));
    expect(added.status).toBe(201);
    const refused = await owner.post('/api/sandbox/desk');
    expect([refused.status, refused.body.code]).toEqual([409, 'account-address-taken']);
    // Nothing was made beside it either.
    expect((await owner.get('/api/accounts')).body.items).toEqual([added.body]);
    expect((await owner.ask('DELETE', '/api/accounts/MASTER%3Ak2')).status).toBe(204);
  });

  it('are not armed again by asking for the sandbox desk a second time', async () => {
    const made = (await owner.post('/api/sandbox/desk')).body;
    expect(made.armed).toBe(true);
    const disarmed = await owner.post(`/api/groups/${made.id}/disarm`);
    expect(disarmed.body.armed).toBe(false);
    const again = await owner.post('/api/sandbox/desk');
    expect([again.status, again.body.id, again.body.armed]).toEqual([200, made.id, false]);
  }, 60_000);

  it('are kept while they are in a group', async () => {
    const refused = await owner.ask('DELETE', '/api/accounts/MASTER%3Ak2');
    expect([refused.status, refused.body.code]).toEqual([409, 'account-in-use']);
  });

  it('log out, and say why, when their requests are to leave from elsewhere', async () => {
    const before = await accountAt('CHILD:c3');
    expect(before.session).toMatchObject({ state: 'live', endedBecause: null });
    const same = await owner.ask('PATCH', '/api/accounts/CHILD%3Ac3', { egress: { kind: 'default' } });
    expect(same.body.session.state).toBe('live');
    const moved = await owner.ask('PATCH', '/api/accounts/CHILD%3Ac3', { egress: '127.0.0.1' });
    expect(moved.body.session).toMatchObject({
      state: 'none',
      endedBecause: 'Its requests leave from elsewhere now. Log in again.',
    });
  });

  it('leave their orders and positions in the lists when they go, over a restart too', async () => {
    const made = await control.post('/clients', { broker: 'zerodha', client: 'SBX009', funds: 1_000_000 });
    const { apiKey, apiSecret, accessToken } = made.body;
    await owner.post('/api/accounts', {
      address: 'GOING:x',
      broker: 'zerodha-sandbox',
      clientId: 'sbx009',
      credentials: { apiKey, apiSecret },
    });
    const session = await owner.ask('PUT', '/api/accounts/GOING%3Ax/session', { accessToken });
    expect(session.status).toBe(200);
    await eventually('the account to settle', async () =>
      (await accountAt('GOING:x')).settled ? true : undefined,
    );
    const { order, instrument } = await contractOrder(owner);
    const { id } = (await owner.post('/api/orders', { ...order, accountId: 'GOING:x' })).body;
    const statusOf = async () => (await owner.get(`/api/orders/${id}`)).body.status;
    await eventually('the fill', async () => ((await statusOf()) === 'filled' ? true : undefined));
    const exit = { accountId: 'GOING:x', instrumentId: instrument.id, product: 'D', fraction: 1 };
    const out = (await owner.post('/api/positions/exit', exit)).body.id;
    await eventually('the exit', async () =>
      (await owner.get(`/api/orders/${out}`)).body.status === 'filled' ? true : undefined,
    );
    const { id: accountId } = await accountAt('GOING:x');
    expect((await owner.ask('DELETE', '/api/accounts/GOING%3Ax')).status).toBe(204);
    const shown = async () => {
      const orders = await owner.get('/api/orders');
      const positions = await owner.get('/api/positions');
      expect([orders.status, positions.status]).toEqual([200, 200]);
      const named = orders.body.items.find((item: { id: string }) => item.id === id);
      const held = positions.body.items.find((item: { accountId: string }) => item.accountId === accountId);
      return [named.accountId, named.account, named.environment, held.account];
    };
    expect(await shown()).toEqual([accountId, 'GOING:x', 'sandbox', 'GOING:x']);
    await desk.restart();
    // What it was called is not in the journal; whether it was real money is not either, so nothing says that it was not.
    expect(await shown()).toEqual([accountId, accountId, 'live', accountId]);
  }, 60_000);
});
