import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { formatDayTime } from '../../lib/times.ts';
import { useDevices, useEndAccess } from './access-api.ts';

/** Browsers in which you are signed in, and how to sign one out from here. */
export function Devices() {
  const devices = useDevices();
  const end = useEndAccess('sessions');
  const problem = devices.error ?? end.error;
  return (
    <>
      <p className="pb-3 text-table text-text-2">
        A browser stays signed in for 14 days. One that you do not know: sign it out here.
      </p>
      {problem === null ? null : (
        <Notice tone="bad" className="mb-3">
          {wordsOf(problem)}
        </Notice>
      )}
      <ul aria-label="Devices signed in" className="text-control">
        {(devices.data?.items ?? []).map((device) => (
          <li key={device.id} className="flex min-h-9 items-center gap-3 border-t border-line phone:min-h-14">
            <span className="min-w-0 flex-1 truncate">
              {device.name}
              {device.current ? <span className="text-text-2"> · this one</span> : null}
            </span>
            <span className="figures text-table text-text-2">since {formatDayTime(device.createdAt)}</span>
            {device.current ? null : (
              <Button
                size="small"
                look="danger"
                aria-label={`Sign out ${device.name}, since ${formatDayTime(device.createdAt)}`}
                disabled={end.isPending}
                onClick={() => end.mutate(device.id)}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
