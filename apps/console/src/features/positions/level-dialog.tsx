import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { TextField } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatPrice, formatSignedQuantity, parseMoney } from '../../lib/numbers.ts';
import { shortAccount } from '../../lib/words.ts';
import { announce } from '../../live/announcements.ts';
import { serverNow } from '../../live/link-store.ts';
import { closeLevel, type LevelRequest, useLevelRequest } from './level-request.ts';
import { protectPosition } from './protections-api.ts';

/** The question of a stop or a target, above whatever page it was asked from. */
export function LevelLayer() {
  const request = useLevelRequest((state) => state.request);
  return request === null ? null : <LevelDialog {...request} />;
}

const NAMES = { sl: 'Stop', target: 'Target' } as const;

/** Where it stands now and where it would; the server judges whether the price is on its side of the market. */
function LevelDialog({ position, level, price: asked }: LevelRequest) {
  const queries = useQueryClient();
  const [price, setPrice] = useState(asked);
  const [error, setError] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const now = level === 'sl' ? position.sl : position.target;
  const valid = (parseMoney(price) ?? 0) > 0;
  const holding = position.childPositions.filter(({ netQty }) => netQty !== 0);
  const name = instrumentName(position, serverNow());
  const set = async (): Promise<void> => {
    if (!valid || sending) return;
    setSending(true);
    setError(null);
    const typed = price.trim();
    try {
      await protectPosition(queries, position, level === 'sl' ? { stop: typed } : { target: typed });
    } catch (failure) {
      setError(failure);
      setSending(false);
      return;
    }
    announce('polite', `${NAMES[level]} of ${name} at ${price.trim()}.`);
    closeLevel();
  };
  return (
    <Dialog title={`${NAMES[level]} of ${name}`} onClose={closeLevel}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void set();
        }}
      >
        <TextField
          label={`${NAMES[level]} ₹`}
          figures
          autoFocus
          inputMode="decimal"
          value={price}
          onChange={(event) => setPrice(event.target.value)}
          error={valid ? undefined : 'Needs a price above 0, such as 110.00.'}
        />
        <p className="figures pt-2 text-table">
          {shortAccount(position.account)} holds {formatSignedQuantity(position.netQty)}, last{' '}
          {formatPrice(position.ltp)}. {NAMES[level]} now: {now === null ? 'none' : formatPrice(now)}.
        </p>
        {holding.length === 0 ? null : (
          <p className="text-table text-text-2">
            Copies hold too: {holding.map(({ account }) => shortAccount(account)).join(', ')}. Theirs follow
            by the group's rule.
          </p>
        )}
        {error === null ? null : (
          <Notice tone="bad" className="mt-2">
            {wordsOf(error)}
          </Notice>
        )}
        <div className="mt-3 flex justify-end gap-2">
          <Button onClick={closeLevel}>Back</Button>
          <Button type="submit" look="primary" aria-disabled={!valid || sending}>
            {sending ? 'Setting' : `Set ${NAMES[level].toLowerCase()}`}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
