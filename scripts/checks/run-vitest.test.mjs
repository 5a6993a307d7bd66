import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../prepare/run-command.mjs';
import { countsOf } from './run-vitest.mjs';

/** @param {readonly { status: string, tests: readonly string[] }[]} files */
function report(...files) {
  return JSON.stringify({
    testResults: files.map(({ status, tests }) => ({
      status,
      assertionResults: tests.map((result) => ({ status: result })),
    })),
  });
}

describe('the counts at the end of npm test', () => {
  it('adds up the tests of all files', () => {
    const text = report(
      { status: 'passed', tests: ['passed', 'passed', 'skipped'] },
      { status: 'failed', tests: ['failed', 'passed', 'todo'] },
    );

    expect(countsOf(text, false)).toMatchObject({ passed: 3, failed: 1, skipped: 2 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(countsOf(report({ status: 'failed', tests: [] }), false)).toMatchObject({
      passed: 0,
      failed: 1,
      skipped: 0,
    });
  });

  it('counts an error outside of any test as a failure', () => {
    expect(countsOf(report({ status: 'passed', tests: ['passed'] }), false).failed).toBe(1);
  });

  it('counts a run that wrote no report as a failure', () => {
    expect(countsOf('', false)).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
    expect(countsOf('', true).failed).toBe(1);
  });

  it('names what failed, with the first line of why', () => {
    const test = { status: 'failed', fullName: 'a desk sends', failureMessages: ['Error: no\n  at x'] };
    const file = { name: path.join(ROOT, 'a.test.ts'), status: 'failed', assertionResults: [test] };
    const text = JSON.stringify({ testResults: [file] });

    expect(countsOf(text, false).failures).toEqual(['a.test.ts: a desk sends: Error: no']);
  });
});
