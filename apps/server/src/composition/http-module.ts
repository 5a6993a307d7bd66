/** The routes, the socket and what they show. */
import { ContainerModule } from 'inversify';
import { EndedSessions } from '../accounts/ended-sessions.ts';
import { createApp } from '../http/app.ts';
import { CONSOLE_DIST } from '../http/console-files.ts';
import type { Handlers } from '../http/route-table.ts';
import { accountRoutes } from '../http/routes/account-routes.ts';
import { basketRoutes } from '../http/routes/basket-routes.ts';
import { brokerRoutes } from '../http/routes/broker-routes.ts';
import { childRoutes } from '../http/routes/child-routes.ts';
import { conversionRoutes } from '../http/routes/conversion-routes.ts';
import { deskRoutes, readyView } from '../http/routes/desk-routes.ts';
import { divergenceRoutes } from '../http/routes/divergence-routes.ts';
import { exportRoutes } from '../http/routes/export-routes.ts';
import { groupRoutes } from '../http/routes/group-routes.ts';
import { instrumentRoutes } from '../http/routes/instrument-routes.ts';
import { limitRoutes } from '../http/routes/limit-routes.ts';
import { moneyRoutes } from '../http/routes/money-routes.ts';
import { orderRoutes } from '../http/routes/order-routes.ts';
import { peopleRoutes } from '../http/routes/people-routes.ts';
import { positionRoutes } from '../http/routes/position-routes.ts';
import { priceRoutes } from '../http/routes/price-routes.ts';
import { protectionRoutes } from '../http/routes/protection-routes.ts';
import { readinessRoutes } from '../http/routes/readiness-routes.ts';
import { sandboxRoutes } from '../http/routes/sandbox-routes.ts';
import { AccountNames } from '../http/views/account-names.ts';
import { AccountViews } from '../http/views/account-view.ts';
import { BasketViews } from '../http/views/basket-view.ts';
import { ConversionViews } from '../http/views/conversion-view.ts';
import { DivergenceViews } from '../http/views/divergence-view.ts';
import { LimitViews } from '../http/views/limit-views.ts';
import { OrderViews } from '../http/views/order-views.ts';
import { PositionViews } from '../http/views/position-views.ts';
import { ProtectionViews } from '../http/views/protection-views.ts';
import { ReadinessViews } from '../http/views/readiness-view.ts';
import { answerAgain } from '../idempotency/answer-again.ts';
import { IntentStore } from '../idempotency/intent-store.ts';
import { durableIntentOf } from '../idempotency/request-marks.ts';
import { DeskSocket } from '../socket/desk-socket.ts';
import { MarketChannel } from '../socket/market-channel.ts';
import { NamedInstruments } from '../socket/named-instruments.ts';
import { PnlChannel } from '../socket/pnl-channel.ts';
import * as names from './identifiers.ts';

export const httpModule = new ContainerModule(({ bind }) => {
  bind(names.ACCOUNT_VIEWS).toResolvedValue(
    (desk, brokers) => {
      const ended = new EndedSessions();
      desk.journal.addState((entry) => ended.apply(entry));
      return new AccountViews({
        accounts: desk.accounts,
        groups: desk.groups,
        brokers,
        ended,
        laneDepth: (id) => desk.laneDepth(id),
      });
    },
    [names.DESK, names.BROKERS],
  );
  bind(names.ACCOUNT_NAMES).toResolvedValue(({ accounts }) => new AccountNames(accounts), [names.DESK]);
  bind(names.ORDER_VIEWS).toResolvedValue(
    ({ orders, groups, waits }, accountNames, { live, sandbox }) =>
      new OrderViews({
        names: accountNames,
        orders,
        groups,
        waits,
        instruments: { live: live.catalog, sandbox: sandbox.catalog },
      }),
    [names.DESK, names.ACCOUNT_NAMES, names.INSTRUMENTS],
  );
  bind(names.POSITION_VIEWS).toResolvedValue(
    (
      { groups, positions, profits, protections, divergences },
      accountNames,
      divergenceViews,
      { live, sandbox },
    ) =>
      new PositionViews({
        names: accountNames,
        groups,
        positions,
        profits,
        protections,
        divergences,
        divergenceViews,
        instruments: { live: live.catalog, sandbox: sandbox.catalog },
      }),
    [names.DESK, names.ACCOUNT_NAMES, names.DIVERGENCE_VIEWS, names.INSTRUMENTS],
  );
  bind(names.DIVERGENCE_VIEWS).toResolvedValue(
    ({ prices }, accountNames, { live, sandbox }) =>
      new DivergenceViews({
        names: accountNames,
        prices,
        instruments: { live: live.catalog, sandbox: sandbox.catalog },
      }),
    [names.DESK, names.ACCOUNT_NAMES, names.INSTRUMENTS],
  );
  bind(names.CONVERSION_VIEWS).toResolvedValue(
    ({ conversions }, accountNames, { live, sandbox }) =>
      new ConversionViews({
        names: accountNames,
        book: conversions.book,
        instruments: { live: live.catalog, sandbox: sandbox.catalog },
      }),
    [names.DESK, names.ACCOUNT_NAMES, names.INSTRUMENTS],
  );
  bind(names.BASKET_VIEWS).toResolvedValue(
    ({ orders }, accountNames, views, { live, sandbox }) =>
      new BasketViews({
        names: accountNames,
        orders,
        views,
        instruments: { live: live.catalog, sandbox: sandbox.catalog },
      }),
    [names.DESK, names.ACCOUNT_NAMES, names.ORDER_VIEWS, names.INSTRUMENTS],
  );
  bind(names.LIMIT_VIEWS).toResolvedValue(
    ({ orders }, accountNames, views) => new LimitViews({ names: accountNames, orders, views }),
    [names.DESK, names.ACCOUNT_NAMES, names.ORDER_VIEWS],
  );
  bind(names.PROTECTION_VIEWS).toResolvedValue(
    (accountNames, brokers) => new ProtectionViews({ names: accountNames, brokers }),
    [names.ACCOUNT_NAMES, names.BROKERS],
  );
  bind(names.INTENTS).toDynamicValue(({ get }) => {
    const desk = get(names.DESK);
    const clock = get(names.CLOCK);
    const made = {
      orders: get(names.ORDER_VIEWS),
      baskets: get(names.BASKET_VIEWS),
      conversions: get(names.CONVERSION_VIEWS),
      limits: get(names.LIMIT_VIEWS),
      protections: get(names.PROTECTION_VIEWS),
    };
    const intents = new IntentStore({ nowMs: () => clock.now(), answerAgain: answerAgain(desk, made) });
    // A state of the journal: it sees what was written before a crash, and each new intent before its first byte leaves.
    desk.journal.addState((entry) => {
      const durable = durableIntentOf(entry);
      if (durable !== undefined) intents.remember(durable);
    });
    return intents;
  });
  bind(names.HANDLERS).toDynamicValue(({ get }): Handlers => {
    const desk = get(names.DESK);
    const instruments = get(names.INSTRUMENTS);
    const brokers = get(names.BROKERS);
    const logins = get(names.LOGINS);
    const address = get(names.ADDRESS);
    const clock = get(names.CLOCK);
    const reads = get(names.READS);
    const views = get(names.ACCOUNT_VIEWS);
    const phase = get(names.PHASE);
    return {
      ...peopleRoutes(get(names.PEOPLE), get(names.PREFERENCES), address),
      ...accountRoutes({
        desk,
        changes: get(names.ACCOUNT_CHANGES),
        names: get(names.ACCOUNT_NAMES),
        brokers,
        instruments,
        logins,
        views,
        address,
      }),
      ...brokerRoutes(logins, get(names.WEBHOOKS)),
      ...moneyRoutes(desk, reads, instruments),
      ...groupRoutes(desk),
      ...instrumentRoutes(desk, brokers, instruments),
      ...priceRoutes(desk, brokers, instruments),
      ...orderRoutes({ desk, instruments, views: get(names.ORDER_VIEWS) }),
      ...childRoutes(desk, get(names.ORDER_VIEWS)),
      ...positionRoutes(desk, get(names.POSITION_VIEWS)),
      ...divergenceRoutes(desk, {
        divergences: get(names.DIVERGENCE_VIEWS),
        orders: get(names.ORDER_VIEWS),
      }),
      ...basketRoutes(desk, get(names.BASKET_VIEWS), instruments),
      ...conversionRoutes(desk, get(names.CONVERSION_VIEWS), instruments),
      ...limitRoutes(desk, get(names.LIMIT_VIEWS)),
      ...protectionRoutes(desk, instruments, get(names.PROTECTION_VIEWS)),
      ...deskRoutes({ desk, phase, clock, intents: get(names.INTENTS), instruments }),
      ...exportRoutes(desk, get(names.ORDER_VIEWS), get(names.ACCOUNT_NAMES)),
      ...readinessRoutes({
        desk,
        brokers,
        views: new ReadinessViews({ desk, instruments, reads, brokers, views }),
        isReady: () => readyView({ desk, phase, instruments }).ready,
      }),
      ...sandboxRoutes(desk, get(names.SANDBOX), get(names.SANDBOX_DESK)),
    };
  });
  bind(names.APP).toDynamicValue(({ get }) => {
    const address = get(names.ADDRESS);
    return createApp({
      handlers: get(names.HANDLERS),
      people: get(names.PEOPLE),
      intents: get(names.INTENTS),
      phase: get(names.PHASE),
      address,
      log: get(names.LOG),
      consoleDist: CONSOLE_DIST,
      secure: get(names.CONFIG).publicUrl?.startsWith('https:') ?? false,
    });
  });
  bind(names.SOCKET).toDynamicValue(({ get }) => {
    const desk = get(names.DESK);
    const { accounts, capitals, dayLoss, divergences, groups, journal, orders, positions, profits } = desk;
    const clock = get(names.CLOCK);
    return new DeskSocket({
      prices: new MarketChannel({
        market: desk.market,
        accounts,
        named: new NamedInstruments(get(names.INSTRUMENTS), get(names.BROKERS)),
        clock,
      }),
      pnl: new PnlChannel({ clock, journal, market: desk.market, accounts, positions, profits }),
      journal,
      people: get(names.PEOPLE),
      phase: get(names.PHASE),
      clock,
      address: get(names.ADDRESS),
      log: get(names.LOG),
      messages: {
        accounts,
        groups,
        orders,
        positions,
        capitals,
        dayLoss,
        divergences,
        accountViews: get(names.ACCOUNT_VIEWS),
        orderViews: get(names.ORDER_VIEWS),
        positionViews: get(names.POSITION_VIEWS),
        divergenceViews: get(names.DIVERGENCE_VIEWS),
      },
    });
  });
});
