/**
 * Checks the import graph against `.dependency-cruiser.mjs`. It also insists that TypeScript was read at all: with a
 * compiler it does not know, dependency-cruiser sees no imports and finds nothing wrong.
 */
import process from 'node:process';
import { cruise } from 'dependency-cruiser';
import config from '../../.dependency-cruiser.mjs';
import { ROOT } from '../prepare/run-command.mjs';

process.chdir(ROOT);
const answer = await cruise(['packages', 'apps', 'bench', 'e2e'], {
  ...config.options,
  ruleSet: { forbidden: config.forbidden ?? [] },
  validate: true,
});
const { modules, summary } = /** @type {import('dependency-cruiser').ICruiseResult} */ (answer.output);

for (const { rule, from, to, cycle } of summary.violations) {
  const way = cycle === undefined ? to : cycle.map((step) => step.name).join(' → ');
  process.stdout.write(`${rule.name}: ${from} → ${way}\n`);
}
const ours = modules.filter((module) => /\.tsx?$/.test(module.source));
const edges = ours.reduce((sum, module) => sum + module.dependencies.length, 0);
const readsTypeScript = ours.length > 0 && edges > ours.length;
if (!readsTypeScript)
  process.stdout.write('The imports of TypeScript files were not seen: nothing was checked.\n');
process.stdout.write(
  `${summary.violations.length} violations in ${ours.length} files with ${edges} imports\n`,
);
process.exitCode = summary.violations.length === 0 && readsTypeScript ? 0 : 1;
