import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { PagePart } from '../components/ui/page-part.tsx';
import { SkeletonLines } from '../components/ui/skeleton-lines.tsx';
import { ExitLayer } from '../features/positions/exit-layer.tsx';
import { useScreen } from '../lib/screen.ts';
import { useAccounts } from '../live/accounts-store.ts';
import { useGroups } from '../live/groups-store.ts';
import { fetchAhead } from './ahead.ts';
import { Announcer } from './announcer.tsx';
import { Frame } from './frame.tsx';
import { useKeys } from './keys.ts';
import { useLayer } from './layers.ts';
import { enter, queries, runFeed, useEntry } from './session.ts';

const DeskPage = lazy(async () => ({ default: (await import('./desk-page.tsx')).DeskPage }));
const OrdersPage = lazy(async () => ({ default: (await import('./book-pages.tsx')).OrdersPage }));
const PositionsPage = lazy(async () => ({ default: (await import('./book-pages.tsx')).PositionsPage }));
const EntryPage = lazy(async () => ({
  default: (await import('../features/setup/entry-page.tsx')).EntryPage,
}));
const FirstRun = lazy(async () => ({ default: (await import('./first-run.tsx')).FirstRun }));
const Accounts = lazy(async () => ({ default: (await import('./accounts.tsx')).Accounts }));
const LogPage = lazy(async () => ({ default: (await import('../features/log/log-page.tsx')).LogPage }));
const ReviewPage = lazy(async () => ({
  default: (await import('../features/review/review-page.tsx')).ReviewPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import('../features/settings/settings-page.tsx')).SettingsPage,
}));
const OrderRoute = lazy(async () => ({ default: (await import('./order-route.tsx')).OrderRoute }));
const BasketsPage = lazy(async () => ({
  default: (await import('../features/basket/baskets-panel.tsx')).BasketsPage,
}));
const BasketRoute = lazy(async () => ({ default: (await import('./basket-route.tsx')).BasketRoute }));
const Palette = lazy(async () => ({ default: (await import('./palette/palette.tsx')).Palette }));
const KeyHelp = lazy(async () => ({ default: (await import('./key-help.tsx')).KeyHelp }));
const DriftPage = lazy(async () => ({
  default: (await import('../features/drift/drift-page.tsx')).DriftPage,
}));
const PlanPage = lazy(async () => ({ default: (await import('../features/drift/plan-page.tsx')).PlanPage }));
const Readiness = lazy(async () => ({
  default: (await import('./readiness.tsx')).Readiness,
}));
const ScalperPage = lazy(async () => ({ default: (await import('./scalper-page.tsx')).ScalperPage }));
const OwnFrame = lazy(async () => ({ default: (await import('./own-frame.tsx')).OwnFrame }));
const Asked = lazy(async () => ({ default: (await import('./asked.tsx')).Asked }));
const Alerts = lazy(async () => ({ default: (await import('./alerts.tsx')).Alerts }));
const MorePage = lazy(async () => ({ default: (await import('./more-page.tsx')).MorePage }));
const CopyPage = lazy(async () => ({ default: (await import('../features/copy/copy-page.tsx')).CopyPage }));

/** The console. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Announcer />
      <PagePart name="Copydesk's page" waiting={<div className="h-full bg-bg" aria-busy />}>
        <Door />
      </PagePart>
    </QueryClientProvider>
  );
}

function Door() {
  const entry = useEntry();
  const [path] = useLocation();
  switch (entry.kind) {
    case 'looking':
      return <div className="h-full bg-bg" aria-busy />;
    case 'cut-off':
      return (
        <main className="flex h-full flex-col items-center gap-1 bg-bg pt-24">
          <h1 className="text-key font-semibold">Copydesk</h1>
          <p role="status" className="text-control text-text-2">
            No answer from Copydesk. From here we cannot tell whether it is running. Trying again.
          </p>
        </main>
      );
    case 'owner':
      return path === '/setup' ? (
        <EntryPage key="owner" kind="owner" onDone={enter} />
      ) : (
        <Redirect to="/setup" replace />
      );
    case 'sign-in':
      return path === '/sign-in' ? (
        <EntryPage key="sign-in" kind="sign-in" onDone={enter} />
      ) : (
        <Redirect to="/sign-in" replace />
      );
    case 'in':
      return <Inside name={entry.session.user.name} userId={entry.session.user.id} />;
  }
}

function Inside({ name, userId }: { readonly name: string; readonly userId: string }) {
  const [path, go] = useLocation();
  const search = useSearch();
  useKeys(go);
  useEffect(() => {
    // Another person at the same page gets a feed of their own.
    void userId;
    return runFeed();
  }, [userId]);
  useEffect(fetchAhead, []);
  if (path === '/scalper' && new URLSearchParams(search).has('own')) {
    return (
      <OwnFrame>
        <ScalperPage />
      </OwnFrame>
    );
  }
  return (
    <Frame name={name}>
      <PagePart name="This page" of={path} waiting={<ComingPage />}>
        <Switch>
          <Route path="/desk" component={DeskPage} />
          <Route path="/orders" component={OrdersPage} />
          <Route path="/orders/:id" component={OrderRoute} />
          <Route path="/baskets" component={BasketsPage} />
          <Route path="/baskets/:id" component={BasketRoute} />
          <Route path="/positions" component={PositionsPage} />
          <Route path="/log" component={LogPage} />
          <Route path="/review" component={ReviewPage} />
          <Route path="/settings/:part?" component={SettingsPage} />
          <Route path="/copy/:group?/:account?" component={CopyPage} />
          <Route path="/alerts" component={Alerts} />
          <Route path="/readiness" component={Readiness} />
          <Route path="/drift" component={DriftPage} />
          <Route path="/drift/:id" component={PlanPage} />
          <Route path="/accounts" component={Accounts} />
          <Route path="/scalper" component={ScalperPage} />
          <Route path="/more">
            <MorePage name={name} />
          </Route>
          <Route path="/setup" component={FirstRun} />
          <Route>
            <Begin />
          </Route>
        </Switch>
      </PagePart>
      <Layers />
    </Frame>
  );
}

/** While the page's own code is read, which takes a while where the machine or the way to it is slow. */
function ComingPage() {
  return (
    <>
      <h1 className="sr-only">Copydesk</h1>
      <SkeletonLines lines={24} />
    </>
  );
}

/** What stands above the page, whichever it is. */
function Layers() {
  const layer = useLayer((state) => state.layer);
  return (
    <PagePart name="What is asked here" place="above">
      {layer === 'palette' ? <Palette /> : null}
      {layer === 'help' ? <KeyHelp /> : null}
      <ExitLayer />
      <Asked />
    </PagePart>
  );
}

/** A desk without accounts begins with the first run; one that is not armed with the morning board. */
function Begin() {
  const count = useAccounts((state) => state.list?.length);
  const phone = useScreen() === 'phone';
  const unarmed = useGroups((state) => state.list?.some((group) => !group.armed));
  if (count === undefined || unarmed === undefined) return <div className="flex-1 bg-panel" aria-busy />;
  const working = phone ? '/positions' : '/desk';
  const page = unarmed ? '/readiness' : working;
  return <Redirect to={count === 0 ? '/setup' : page} replace />;
}
