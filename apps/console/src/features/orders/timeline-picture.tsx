import type { TimelineItem } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { formatQuantity } from '../../lib/numbers.ts';
import { useScreen } from '../../lib/screen.ts';
import { shortAccount } from '../../lib/words.ts';
import { type Lane, type MarkKind, picture } from './timeline-lanes.ts';
import { DESK_ROOM, PHONE_ROOM, placesOf, type Room, scaleOf, type TimelineScale } from './timeline-scale.ts';

const LANE = 18;
const TOP = 18;

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

/** Who got what when, in one look. The words beside it, where there is room for them, and the list below say the same. */
export function TimelinePicture({ items }: { readonly items: readonly TimelineItem[] }) {
  const phone = useScreen() === 'phone';
  const { lanes, endMs } = picture(items);
  if (lanes.length === 0) return null;
  const room = phone ? PHONE_ROOM : DESK_ROOM;
  const scale = scaleOf(lanes, endMs, room);
  const height = TOP + lanes.length * LANE + 4;
  return (
    <figure className="overflow-x-auto">
      <div
        className={clsx(
          'figures grid text-label',
          phone ? 'grid-cols-[max-content_1fr] pr-4' : 'min-w-190 grid-cols-[max-content_1fr_max-content]',
        )}
      >
        <ol aria-hidden className="pt-4.5 pr-3 font-medium">
          {lanes.map(({ accountId, account }) => (
            <li key={accountId} className="h-4.5">
              {shortAccount(account)}
            </li>
          ))}
        </ol>
        <svg
          width="100%"
          height={height}
          role="img"
          aria-label={lanes.map((lane) => `${shortAccount(lane.account)}: ${lane.words}`).join('; ')}
          className="block overflow-visible"
        >
          <Lines scale={scale} height={height} />
          {lanes.map((lane, index) => (
            <Marks
              key={lane.accountId}
              lane={lane}
              scale={scale}
              room={room}
              y={TOP + index * LANE + LANE / 2}
            />
          ))}
        </svg>
        {phone ? null : (
          <ol aria-hidden className="pt-4.5 pl-6 text-text-2">
            {lanes.map(({ accountId, words }) => (
              <li key={accountId} className="h-4.5">
                {words}
              </li>
            ))}
          </ol>
        )}
      </div>
      <figcaption className="flex flex-wrap gap-x-3 text-label text-muted">
        {Object.values(SHAPES).map(({ sign, word }) => (
          <span key={word} className="whitespace-nowrap">
            {sign} {word}
          </span>
        ))}
        {scale.isLogarithmic ? <span>Time is drawn by its logarithm.</span> : null}
      </figcaption>
    </figure>
  );
}

function Lines({ scale, height }: { readonly scale: TimelineScale; readonly height: number }) {
  return scale.lines.map((ms) => (
    <g key={ms}>
      <line
        x1={percent(scale.at(ms))}
        x2={percent(scale.at(ms))}
        y1={TOP - 4}
        y2={height}
        className="stroke-line"
      />
      <text x={percent(scale.at(ms))} y={11} textAnchor="middle" className="fill-muted">
        {formatQuantity(Math.round(ms))}
        {ms === 0 ? ' ms' : ''}
      </text>
    </g>
  ));
}

interface MarksProps {
  readonly lane: Lane;
  readonly scale: TimelineScale;
  readonly room: Room;
  readonly y: number;
}

function Marks({ lane: { marks }, scale, room, y }: MarksProps) {
  const places = placesOf(marks, scale.at, room);
  return (
    <g>
      <line
        x1={percent(Math.min(...places))}
        x2={percent(Math.max(...places))}
        y1={y}
        y2={y}
        className="stroke-edge"
      />
      {marks.map(({ kind, beyond }, index) => (
        <text
          key={kind}
          x={percent(places[index] ?? 0)}
          y={y + 4}
          textAnchor={beyond ? 'end' : 'middle'}
          className={`${SHAPES[kind].look} font-medium`}
        >
          {SHAPES[kind].sign}
          {beyond ? ' »' : ''}
        </text>
      ))}
    </g>
  );
}

function percent(place: number): string {
  return `${(place * 100).toFixed(2)}%`;
}
