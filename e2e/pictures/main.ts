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
import { safety } from './safety.ts';
import { DAY, Studio } from './studio.ts';
import { trading } from './trading.ts';

const { values } = parseArgs({
  options: { into: { type: 'string', default: path.join(import.meta.dirname, '../../docs/screenshots') } },
});
const folder = path.resolve(values.into);
const NOW = `${DAY}T11:42:00+05:30`;

const begun = performance.now();
let control = '';
const [desk, browser] = await Promise.all([
  DeskProcess.create({
    venue: {
      seed: 7,
      async ready(url) {
        control = url;
        await new VenueControl(url).do('/market', { walking: false });
        await new VenueControl(url).do('/clock', { now: NOW });
      },
    },
  }),
  launch(),
]);
try {
  const camera = await Camera.open(browser, folder);
  const studio = new Studio(desk, camera, new VenueControl(control));
  for (const scene of [door, trading, baskets, family, safety]) await scene(studio);
  await writeFile(path.join(folder, 'README.md'), indexPage(camera.pictures, camera.bytes));
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  process.stdout.write(`${camera.pictures.length} states, ${camera.bytes} bytes, ${seconds} s.\n`);
} finally {
  await browser.close();
  await desk.close();
}
