import type { AdapterLog } from '@copydesk/core';

/** One line that an adapter logged. */
export interface LogLine {
  readonly level: 'info' | 'warn';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** Keeps what an adapter logs. Cases never assert on its sentences, only on what must not stand in them. */
export class RecordingLog implements AdapterLog {
  readonly lines: LogLine[] = [];

  info(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.lines.push({ level: 'info', fields, message });
  }

  warn(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.lines.push({ level: 'warn', fields, message });
  }
}
