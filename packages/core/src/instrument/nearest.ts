/** The `count` values of an ascending list that are nearest to a wanted one, ascending. */
export function nearest<T extends number>(
  ascending: readonly T[],
  wanted: number,
  count: number,
): readonly T[] {
  let end = ascending.findIndex((value) => value >= wanted);
  if (end < 0) end = ascending.length;
  let start = end;
  while (end - start < count && (start > 0 || end < ascending.length)) {
    const below = start > 0 ? wanted - (ascending[start - 1] as number) : Number.POSITIVE_INFINITY;
    const above = end < ascending.length ? (ascending[end] as number) - wanted : Number.POSITIVE_INFINITY;
    if (below < above) start -= 1;
    else end += 1;
  }
  return ascending.slice(start, end);
}
