import type { Account } from '@copydesk/api-contract';
import { CheckField, SelectField, TextField } from '../../components/ui/field.tsx';
import { accountName, brokerWord, productName } from '../../lib/words.ts';
import { type BasketDraft, useBasketDraft } from './basket-draft.ts';
import type { BasketOrder } from './basket-order.ts';
import { THEN_WORDS } from './basket-words.ts';

interface BasketTermsProps {
  readonly draft: BasketDraft;
  readonly order: BasketOrder;
  readonly accounts: readonly Account[];
  /** A press has asked for it as it was: faults are shown. */
  readonly tried: boolean;
}

/** What holds for all legs: product, account, the time to complete, and what becomes of who cannot. */
export function BasketTerms({ draft, order, accounts, tried }: BasketTermsProps) {
  const change = (part: Partial<BasketDraft>): void => useBasketDraft.setState(part);
  const kind = order.legs[0]?.leg.instrument.kind ?? null;
  return (
    <>
      <div className="grid grid-cols-[1fr_112px] gap-2">
        <SelectField
          label="Product"
          value={draft.product}
          onChange={(event) => change({ product: event.target.value as BasketDraft['product'] })}
        >
          {(['D', 'I'] as const).map((product) => (
            <option key={product} value={product}>
              {productName(product, kind)}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Complete within, s"
          figures
          inputMode="numeric"
          autoComplete="off"
          value={draft.seconds}
          onChange={(event) => change({ seconds: event.target.value })}
          error={tried ? order.secondsFault : undefined}
        />
      </div>
      <SelectField
        label="An account that cannot complete"
        value={draft.then}
        onChange={(event) => change({ then: event.target.value as BasketDraft['then'] })}
      >
        {(['link', 'flatten', 'leave'] as const).map((then) => (
          <option key={then} value={then}>
            {THEN_WORDS[then]}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Account"
        value={order.account?.id ?? ''}
        onChange={(event) => change({ accountId: event.target.value, masterOnly: false })}
      >
        {accounts.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {accountName(choice)} {brokerWord(choice.brokerName)}
            {choice.group === null ? '' : ` · ${choice.group.name}, ${choice.group.role}`}
          </option>
        ))}
      </SelectField>
      {order.group === undefined ? null : (
        <CheckField
          label="Master only"
          checked={draft.masterOnly}
          onChange={(event) => change({ masterOnly: event.target.checked })}
        />
      )}
    </>
  );
}
