/**
 * Failures that the torture finds in the engine as it stands, each with what it waits for.
 *
 * The short set of `npm test` lets these pass and nothing else; `npm run torture` counts them all. A line goes when its mending lands.
 */
export const KNOWN: Readonly<Record<string, string>> = {
  'I5 exit-given-up':
    'The exit of a square-off whose answer was lost ends as too old; its job sends another one',
  'I4 less-than-the-rule':
    'An entry after a square-off may pass a child whose stream is cut, and no divergence says so',
};
