/** Pages that more than one part of the console leads to. */

/** How one basket stands. */
export function basketPath(id: string): string {
  return `/baskets/${encodeURIComponent(id)}`;
}

/** One order, and what each account made of it. */
export function orderPath(id: string): string {
  return `/orders/${encodeURIComponent(id)}`;
}
