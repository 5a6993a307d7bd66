import { Button } from '../components/ui/button.tsx';
import { Dialog } from '../components/ui/dialog.tsx';
import { KEY_TABLE, keyWords, type Where } from '../lib/key-table.ts';
import { usePreferences } from '../live/preferences.ts';
import { closeLayer } from './layers.ts';

/** Every key, out of the table that the page listens by. */
export function KeyHelp() {
  const { letters = true, keys: moved } = usePreferences((state) => state.values);
  const places = [...new Set(KEY_TABLE.map((entry) => entry.where))];
  const rows = (where: Where) => KEY_TABLE.filter((entry) => entry.where === where);
  return (
    <Dialog title="Keys" wide onClose={() => closeLayer()}>
      {/* It may be longer than the screen: with a button in it a keyboard can scroll it. */}
      <div className="float-right -mt-9">
        <Button size="small" onClick={() => closeLayer()}>
          Close
        </Button>
      </div>
      {letters ? null : (
        <p className="pb-2 text-table text-warn">
          Single letters are switched off. Settings, Keys switches them on.
        </p>
      )}
      <div className="clear-both columns-2 gap-6 phone:columns-1 min-[1100px]:columns-3">
        {places.map((where) => (
          <section key={where} aria-label={where} className="break-inside-avoid pb-3">
            <h3 className="pb-1 text-label font-medium text-muted">{where}</h3>
            <dl className="text-table">
              {rows(where).map((entry) => (
                <div key={entry.id} className="flex min-h-6 items-center gap-2">
                  <dt className="w-24 shrink-0">
                    <kbd className="rounded-box border border-edge bg-raised px-1 font-sans whitespace-nowrap">
                      {keyWords(moved?.[entry.id] ?? entry.keys)}
                    </kbd>
                  </dt>
                  <dd className="text-text-2">{entry.words}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
