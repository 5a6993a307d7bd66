import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { NoteRow } from './table.tsx';

describe('a sentence under a row', () => {
  it('says by a sign that something is wrong, not by its hue alone', () => {
    render(
      <table>
        <tbody>
          <NoteRow span={3} indent={1} bad>
            Zerodha refused.
          </NoteRow>
          <NoteRow span={3} indent={1}>
            Enter changes k2.
          </NoteRow>
        </tbody>
      </table>,
    );
    expect(screen.getByText('Zerodha refused.').querySelector('svg')).not.toBeNull();
    expect(screen.getByText('Enter changes k2.').querySelector('svg')).toBeNull();
  });
});
