/** What the palette offers for a line. Each fills a ticket, opens a question or a page; none sends. */
import type { Instrument } from '@copydesk/api-contract';
import { openKillSwitch } from '../../features/kill-switch/kill-switch-store.ts';
import { useOrders } from '../../features/orders/orders-store.ts';
import { askExit } from '../../features/positions/exit-request.ts';
import { exitQuantity, percentOf } from '../../features/positions/exit-size.ts';
import { usePositions } from '../../features/positions/positions-store.ts';
import { chooseInstrument, fillTicket } from '../../features/ticket/ticket-store.ts';
import { effectWords, estimateShares } from '../../lib/copy-estimate.ts';
import { instrumentLabel, instrumentName } from '../../lib/instrument-name.ts';
import { formatLots, formatQuantity } from '../../lib/numbers.ts';
import { copyPath, orderPath } from '../../lib/page-paths.ts';
import { chooseTheme, type Theme } from '../../lib/theme.ts';
import { shortAccount } from '../../lib/words.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { serverNow } from '../../live/link-store.ts';
import { positionKey } from '../../live/pnl-store.ts';
import { focusOnDesk, focusSoon, runKey } from '../key-actions.ts';
import type { Command, Go } from './command.ts';
import { type Asked, hasWords } from './parse.ts';
import { cancelCommands, levelCommands, linkCommands, planCommands, squareOffCommands } from './verbs.ts';

interface Known {
  /** The instruments that were found for it. */
  readonly found: readonly Instrument[];
  /** The desk's day, `2026-12-01`. */
  readonly today: string;
}

/** The commands for what was asked, best first. */
export function commandsFor(asked: Asked, { found, today }: Known, go: Go): readonly Command[] {
  switch (asked.kind) {
    case 'trade':
      return found.map((instrument) => ticketCommand(asked, instrument, go));
    case 'exit':
      return exitCommands(asked);
    case 'chart':
      return chartCommands(asked.name, found, go);
    case 'why':
      return whyCommands(asked.account, go);
    case 'cancel-all':
      return cancelCommands(asked.scope);
    case 'square-off':
      return squareOffCommands(asked.scope);
    case 'level':
      return levelCommands(asked);
    case 'plan':
      return planCommands(asked.account, go);
    case 'link':
      return linkCommands(asked, go);
    case 'words':
      return [
        ...[...pageCommands(today, go), ...(asked.text === '' ? [] : verbCommands(go))].filter((command) =>
          hasWords(command.words, asked.text),
        ),
        ...(asked.text === ''
          ? []
          : found.map((instrument) =>
              ticketCommand({ kind: 'trade', side: 'BUY', lots: '1', name: '' }, instrument, go),
            )),
      ];
  }
}

/** Verbs of which only a part was typed. */
function verbCommands(go: Go): readonly Command[] {
  return [
    ...cancelCommands(''),
    ...squareOffCommands(''),
    ...(['paused', 'closeOnly', 'active'] as const).flatMap((state) =>
      linkCommands({ kind: 'link', state, account: '' }, go),
    ),
    ...planCommands('', go),
  ];
}

function ticketCommand(
  { side, lots }: Extract<Asked, { kind: 'trade' }>,
  instrument: Instrument,
  go: Go,
): Command {
  const size = instrument.lotSize > 1 ? formatLots(Number(lots)) : formatQuantity(Number(lots));
  return {
    id: `${side}/${instrument.id}`,
    words: `${side === 'BUY' ? 'Buy' : 'Sell'} ${size} ${instrumentLabel(instrument, serverNow())}`,
    effect: `fills the ticket${reachWords(instrument, Number(lots))}`,
    moves: true,
    run: () => {
      fillTicket({ instrument, side, size: lots });
      focusOnDesk('lots', go);
    },
  };
}

/** Of what was named; of the ticket's instrument where nothing was. */
function chartCommands(name: string, found: readonly Instrument[], go: Go): readonly Command[] {
  const command = (id: string, words: string, before: () => void): Command => ({
    id,
    words,
    effect: 'shows it on the Desk',
    moves: true,
    run: () => {
      before();
      runKey('chart', go);
    },
  });
  if (name === '') return [command('chart', 'Chart', () => undefined)];
  return found.map((instrument) =>
    command(`chart/${instrument.id}`, `Chart ${instrumentLabel(instrument, serverNow())}`, () =>
      chooseInstrument(instrument),
    ),
  );
}

/** ` · 7 lots in 3 accounts`: what the links' own rules make of it; the ticket asks the server. */
function reachWords(instrument: Instrument, lots: number): string {
  const accounts = byFamily(useAccounts.getState().list ?? []);
  const [account] = accounts;
  if (account === undefined) return '';
  const group = (useGroups.getState().list ?? []).find(({ masterId }) => masterId === account.id);
  const own = { accountId: account.id, account: account.address, rule: '', lots, skip: null };
  const copies = group?.armed === true ? estimateShares(group, lots, false, accounts) : [];
  return ` · ${effectWords([own, ...copies], instrument.lotSize > 1)}`;
}

function exitCommands({ part, name }: Extract<Asked, { kind: 'exit' }>): readonly Command[] {
  const now = serverNow();
  return Object.values(usePositions.getState().byKey ?? {})
    .filter((position) => position.netQty !== 0 && hasWords(instrumentName(position, now), name))
    .map((position) => ({
      id: `exit/${positionKey(position)}`,
      words: `Exit ${part === 'own' ? '' : part} ${instrumentName(position, now)}`,
      effect: `asks · ${formatQuantity(exitQuantity(position, percentOf(part, 100)))} in ${shortAccount(position.account)}${
        position.childPositions.some((child) => child.netQty !== 0) ? ', children follow' : ''
      }`,
      moves: true,
      run: () => askExit(position, part),
    }));
}

/** The newest orders that an account was part of. */
function whyCommands(account: string, go: Go): readonly Command[] {
  const { ids, byId } = useOrders.getState();
  return (ids ?? [])
    .flatMap((id) => {
      const order = byId[id];
      const child = order?.childOrders.find((one) => shortAccount(one.account).toLowerCase() === account);
      return order === undefined || child === undefined ? [] : [{ order, child }];
    })
    .slice(0, 8)
    .map(({ order, child }) => ({
      id: `why/${order.id}`,
      words: `Why ${shortAccount(child.account)}: ${order.side} ${instrumentName(order, serverNow())}`,
      effect: child.status,
      moves: true,
      run: () => go(orderPath(order.id, child.accountId)),
    }));
}

const PAGES = [
  ['go.desk', 'Desk'],
  ['go.scalper', 'Scalper'],
  ['go.orders', 'Orders'],
  ['go.positions', 'Positions'],
  ['go.copy', 'Copy'],
  ['go.readiness', 'Readiness'],
  ['go.alerts', 'Alerts'],
  ['go.log', 'Log'],
  ['go.review', 'Review'],
  ['go.settings', 'Settings'],
] as const;
const THEMES: readonly Theme[] = ['dark', 'light', 'system'];

function pageCommands(today: string, go: Go): readonly Command[] {
  const page = (id: string, words: string, effect: string, path: string): Command => ({
    id,
    words,
    effect,
    moves: false,
    run: () => go(path),
  });
  const groups = useGroups.getState().list ?? [];
  return [
    ...PAGES.map(([id, name]) => ({
      id,
      words: `Go ${name}`,
      effect: 'opens the page',
      moves: false,
      run: () => runKey(id, go),
    })),
    page('accounts', 'Go Accounts', 'opens the page', '/accounts'),
    {
      id: 'kill',
      words: 'Kill switch',
      effect: 'opens the question; hold there',
      moves: true,
      run: openKillSwitch,
    },
    page('log-in', 'Log in next', 'opens the logins', '/readiness'),
    page('drift', 'Go Drift', 'opens what differs', '/drift'),
    ...groups.map((group) => ({
      id: `arm/${group.id}`,
      words: group.armed ? `Disarm ${group.name}` : `Arm ${group.name}`,
      effect: group.armed ? 'opens the group; entries stop, exits go on' : 'opens the group; asks there',
      moves: true,
      run: () => {
        go(copyPath(group.id));
        focusSoon('arm');
      },
    })),
    ...THEMES.map((theme) => ({
      id: `theme/${theme}`,
      words: `Theme ${theme}`,
      effect: 'at once',
      moves: false,
      run: () => chooseTheme(theme),
    })),
    ...(['orders', 'trades'] as const).map((what) => ({
      id: `export/${what}`,
      words: `Export today, ${what}`,
      effect: 'saves a CSV file',
      moves: false,
      run: () => download(`/api/export/${what}.csv?day=${today}`),
    })),
    { id: 'help', words: 'Keys', effect: 'shows every key', moves: true, run: () => runKey('help', go) },
  ];
}

function download(path: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  link.click();
}
