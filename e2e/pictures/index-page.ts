/** The index of the pictures, as a page of the documents. */
import { fileOf, type Picture, SIZES, THEMES } from './camera.ts';

const FACTS = `Made by \`npm run screenshots\` over the real server and sandbox in a headless Chromium: seed 235, the venue's
clock begun at 1 December 2026, 11:42 IST. Prices walk: they, ids, seconds and measured times differ from run to run.
"Loading" is a real answer that was held back; every other state came about as it does in use.`;

export function indexPage(pictures: readonly Picture[], bytes: number): string {
  const heads = SIZES.map(({ width, height }) => `${width}×${height}`);
  const lines = pictures.map(({ name, shows, sizes }) => {
    const cells = SIZES.map((size) =>
      sizes.includes(size)
        ? THEMES.map((theme) => `[${theme}](${fileOf(name, size.width, theme)})`).join(' ')
        : '',
    );
    return `| ${shows} | ${cells.join(' | ')} |`;
  });
  const files = pictures.reduce((sum, { sizes }) => sum + sizes.length * THEMES.length, 0);
  return [
    '# Screenshots',
    '',
    FACTS,
    '',
    `${pictures.length} states, ${files} files, ${(bytes / 1_000_000).toFixed(1)} MB.`,
    '',
    `| state | ${heads.join(' | ')} |`,
    `|---|${heads.map(() => '---').join('|')}|`,
    ...lines,
    '',
  ].join('\n');
}
