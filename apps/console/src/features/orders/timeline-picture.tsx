import type { TimelineItem } from '@copydesk/api-contract';
import { shortAccount } from '../../lib/words.ts';
import { type LaneMark, type MarkKind, picture } from './timeline-lanes.ts';

const LEFT = 56;
const RIGHT = 640;
const LANE = 18;
const TOP = 18;
const STEPS = 5;

const SHAPES: Readonly<
  Record<MarkKind, { readonly sign: string; readonly word: string; readonly look: string }>
> = {
  saved: { sign: '◇', word: 'intent saved', look: 'fill-text-2' },
  sent: { sign: '◆', word: 'sent', look: 'fill-text' },
  acknowledged: { sign: '●', word: 'acknowledged', look: 'fill-text' },
  filled: { sign: '■', word: 'filled', look: 'fill-text' },
  unknown: { sign: '?', word: 'unknown', look: 'fill-unknown' },
  refused: { sign: '⊘', word: 'not placed', look: 'fill-loss' },
};

/** Who got what when, in one look. The words beside it, and the list below, say the same. */
export function TimelinePicture({ items }: { readonly items: readonly TimelineItem[] }) {
  const { lanes, endMs } = picture(items);
  if (lanes.length === 0) return null;
  const xOf = (ms: number): number => LEFT + ((RIGHT - LEFT) * Math.min(ms, endMs)) / endMs;
  const height = TOP + lanes.length * LANE + 4;
  return (
    <figure className="overflow-x-auto">
      <svg
        viewBox={`0 0 960 ${height}`}
        width={960}
        height={height}
        role="img"
        aria-label={lanes.map((lane) => `${shortAccount(lane.account)}: ${lane.words}`).join('; ')}
        className="figures block text-label"
      >
        {Array.from({ length: STEPS + 1 }, (_, step) => {
          const ms = (endMs * step) / STEPS;
          return (
            <g key={ms}>
              <line x1={xOf(ms)} x2={xOf(ms)} y1={TOP - 4} y2={height} className="stroke-line" />
              <text x={xOf(ms)} y={11} textAnchor="middle" className="fill-muted">
                {Math.round(ms)}
                {step === 0 ? ' ms' : ''}
              </text>
            </g>
          );
        })}
        {lanes.map((lane, index) => {
          const y = TOP + index * LANE + LANE / 2;
          const times = lane.marks.map((mark) => xOf(mark.sinceMs));
          return (
            <g key={lane.accountId}>
              <text x={0} y={y + 4} className="fill-text font-medium">
                {shortAccount(lane.account)}
              </text>
              <line x1={Math.min(...times)} x2={Math.max(...times)} y1={y} y2={y} className="stroke-edge" />
              {lane.marks.map((mark) => (
                <Sign key={mark.kind} mark={mark} x={xOf(mark.sinceMs)} y={y} />
              ))}
              <text x={RIGHT + 16} y={y + 4} className="fill-text-2">
                {lane.words}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption className="flex gap-3 text-label text-muted">
        {Object.values(SHAPES).map(({ sign, word }) => (
          <span key={word}>
            {sign} {word}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function Sign({ mark, x, y }: { readonly mark: LaneMark; readonly x: number; readonly y: number }) {
  const { sign, look } = SHAPES[mark.kind];
  return (
    <text x={x} y={y + 4} textAnchor={mark.beyond ? 'end' : 'middle'} className={`${look} font-medium`}>
      {sign}
      {mark.beyond ? ' »' : ''}
    </text>
  );
}
