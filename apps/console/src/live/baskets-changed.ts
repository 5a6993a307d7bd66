/** By which name baskets are kept among what was read, for those who hear that one may have changed. */
export const BASKETS = 'baskets';
