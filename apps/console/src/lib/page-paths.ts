/** Pages that more than one part of the console leads to. */

/** How one basket stands. */
export function basketPath(id: string): string {
  return `/baskets/${encodeURIComponent(id)}`;
}

/** One order, and what each account made of it; with an account, whose story of it is told. */
export function orderPath(id: string, accountId?: string): string {
  const story = accountId === undefined ? '' : `?account=${encodeURIComponent(accountId)}`;
  return `/orders/${encodeURIComponent(id)}${story}`;
}

/** One difference, and the plan of its repair. */
export function planPath(divergenceId: string): string {
  return `/drift/${encodeURIComponent(divergenceId)}`;
}

/** One group, and the link of one of its children. */
export function copyPath(groupId: string, accountId?: string): string {
  const link = accountId === undefined ? '' : `/${encodeURIComponent(accountId)}`;
  return `/copy/${encodeURIComponent(groupId)}${link}`;
}
