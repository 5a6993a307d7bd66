import { type Instrument, instrumentDetailSchema } from '@copydesk/api-contract';
import { useState } from 'react';
import { call, wordsOf } from '../lib/api-client.ts';
import { byFamily, useAccounts } from './accounts-store.ts';

/** Where prices and lists are read: that of the account which the ticket takes unless told. */
export function useDeskEnvironment() {
  return useAccounts((state) => byFamily(state.list ?? [])[0]?.environment);
}

/** What an instrument is chosen for: to be bought or sold, for its chart or its option chain, or null: to be looked at in the ticket. */
export type ChosenFor = 'BUY' | 'SELL' | 'chart' | 'chain' | null;

/** What a row calls when its instrument is chosen. */
export type OnChoose = (instrument: Instrument, chosenFor: ChosenFor) => void;

/** Reads an instrument of which only the id is known, and hands it on; the last choice wins. */
export function useChooseInstrument(onChoose: OnChoose) {
  const environment = useDeskEnvironment();
  const [problem, setProblem] = useState<string | null>(null);
  const choose = (id: string, chosenFor: ChosenFor): void => {
    setProblem(null);
    presses += 1;
    const press = presses;
    call({
      path: `/api/instruments/${encodeURIComponent(id)}`,
      query: { environment },
      answer: instrumentDetailSchema,
    }).then(
      (instrument) => {
        if (press === presses) onChoose(instrument, chosenFor);
      },
      (error: unknown) => {
        if (press === presses) setProblem(wordsOf(error));
      },
    );
  };
  return { choose, problem } as const;
}

/** Of the whole page, for there is one ticket; counted, for the same row may be chosen to be bought and then to be sold. */
let presses = 0;
