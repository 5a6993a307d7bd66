/** The only source of randomness in the core. */
export interface IdSource {
  /**
   * The next id, unique across processes and sortable by time of making: 26 characters of Crockford base 32
   * (48 bits of time, 80 of randomness).
   */
  next(): string;
}
