/** How `npm start` starts the server's process: what is measured in another process is started the same way. */

/**
 * Options of node. The space of young objects may not grow to a third of the memory that a desk needs, nor that of old ones to
 * several times what lives in it before it is swept: prices on their way to screens fill it, and live for a moment.
 */
export const NODE_OPTIONS = ['--max-semi-space-size=16', '--heap-growing-percent=20'];

/** For glibc: large blocks go back to the system when they are freed, as those do that reading the brokers' lists takes. */
export const ALLOCATION = { MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' };
