import { renderHook, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { anInstrument } from '../testing/fixtures.ts';
import { network } from '../testing/network.ts';
import { useChooseInstrument } from './use-choose-instrument.ts';

it('ends with the last press, also where both are of one row and the first is answered last', async () => {
  const instrument = anInstrument();
  const answers: (() => void)[] = [];
  let answered = 0;
  network.use(
    http.get('*/api/instruments/:id', async () => {
      await new Promise<void>((resolve) => {
        answers.push(resolve);
      });
      answered += 1;
      return HttpResponse.json({ ...instrument, listings: [] });
    }),
  );
  const chosen: unknown[] = [];
  const { result } = renderHook(() => useChooseInstrument((_, chosenFor) => chosen.push(chosenFor)));
  result.current.choose(instrument.id, 'BUY');
  await waitFor(() => expect(answers).toHaveLength(1));
  result.current.choose(instrument.id, 'SELL');
  await waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.();
  await waitFor(() => expect(chosen).toEqual(['SELL']));
  answers[0]?.();
  await waitFor(() => expect(answered).toBe(2));
  // A third press is answered after what was left of the first.
  result.current.choose(instrument.id, null);
  await waitFor(() => expect(answers).toHaveLength(3));
  answers[2]?.();
  await waitFor(() => expect(chosen).toEqual(['SELL', null]));
});
