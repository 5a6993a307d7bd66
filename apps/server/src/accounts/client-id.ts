/**
 * The spelling of broker client ids.
 *
 * Brokers print them in capitals and take them in any; two spellings must never become two accounts of one client.
 */
export function clientIdOf(text: string): string {
  return text.trim().toUpperCase();
}

/** Whether both name one client. */
export function sameClient(one: string, other: string): boolean {
  return clientIdOf(one) === clientIdOf(other);
}
