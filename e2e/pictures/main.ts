/**
 * `npm run screenshots`: every screen of the console in three sizes and both themes, over the real server and sandbox,
 * into `docs/screenshots/` with an index; `-- --into FOLDER` puts them elsewhere. What was there before is removed.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launch } from '../browser.ts';
import { DeskProcess } from '../desk-process.ts';
import { VenueControl } from '../venue-control.ts';
import { baskets } from './baskets.ts';
import { Camera } from './camera.ts';
import { door } from './door.ts';
import { family } from './family.ts';
import { indexPage } from './index-page.ts';
import { orders } from './orders.ts';
import { safety } from './safety.ts';
import { DAY, Studio } from './studio.ts';
import { positions, trading } from './trading.ts';

const { values } = parseArgs({
  options: { into: { type: 'string', default: path.join(import.meta.dirname, '../../docs/screenshots') } },
});
const folder = path.resolve(values.into);
/** Of a day on which NIFTY rises to 26,600 and on. */
const SEED = 235;
/** A broker that does not tell what became of an order is asked for as long as the pictures of it take. */
const ABSENCE_AFTER_MS = 12_000;

const begun = performance.now();
let control = '';
const [desk, browser] = await Promise.all([
  DeskProcess.create({
    absenceAfterMs: ABSENCE_AFTER_MS,
    venue: {
      seed: SEED,
      async ready(url) {
        control = url;
        const venue = new VenueControl(url);
        const market = (part: object) => venue.do('/market', part);
        // The walk's first step is at eight, whenever the venue was started: candles lead to it, and prices away from it.
        await market({ open: 'calendar', walking: false });
        await venue.do('/clock', { now: `${DAY}T08:00:00+05:30` });
        for (const walking of [true, false, true]) await market({ walking });
        await venue.do('/clock', { now: `${DAY}T11:42:00+05:30` });
      },
    },
  }),
  launch(),
]);
try {
  const camera = await Camera.open(browser, folder);
  const studio = new Studio(desk, camera, new VenueControl(control));
  for (const scene of [door, trading, orders, positions, baskets, family, safety]) await scene(studio);
  await writeFile(path.join(folder, 'README.md'), indexPage(camera.pictures, camera.bytes));
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  process.stdout.write(`${camera.pictures.length} states, ${camera.bytes} bytes, ${seconds} s.\n`);
} finally {
  await browser.close();
  await desk.close();
}
