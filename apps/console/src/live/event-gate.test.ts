import { describe, expect, it } from 'vitest';
import { EventGate } from './event-gate.ts';

describe('the order of events', () => {
  it('applies the next one only, drops what was seen, and calls a jump a gap', () => {
    const gate = new EventGate(41);
    expect(gate.take({ eventId: 42, more: false })).toBe('apply');
    expect(gate.take({ eventId: 42, more: false })).toBe('drop');
    expect(gate.take({ eventId: 40, more: false })).toBe('drop');
    expect(gate.take({ eventId: 44, more: false })).toBe('gap');
    expect(gate.complete).toBe(42);
  });

  it('takes every message of one event, and the next event only after the last of them', () => {
    const gate = new EventGate(7);
    expect(gate.take({ eventId: 8, more: true })).toBe('apply');
    expect(gate.take({ eventId: 9, more: false })).toBe('gap');
    expect(gate.take({ eventId: 8, more: true })).toBe('apply');
    expect(gate.take({ eventId: 8, more: false })).toBe('apply');
    expect(gate.take({ eventId: 8, more: false })).toBe('drop');
    expect(gate.take({ eventId: 9, more: false })).toBe('apply');
  });

  it('asks again for an event of which a part was lost with the connection', () => {
    const gate = new EventGate(7);
    gate.take({ eventId: 8, more: true });
    expect(gate.complete).toBe(7);
    gate.rewind();
    expect(gate.take({ eventId: 8, more: true })).toBe('apply');
    expect(gate.take({ eventId: 8, more: false })).toBe('apply');
    expect(gate.complete).toBe(8);
  });
});
