import type { Route } from './route.ts';

/** A route with the values of its path. */
export interface RouteMatch {
  readonly route: Route;
  readonly path: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly route: Route;
  readonly parts: readonly string[];
}

const NO_VALUES: Readonly<Record<string, string>> = {};

/** Finds routes by maps: paths without values directly, others by method, number of parts and first part. */
export class Router {
  readonly #exact = new Map<string, RouteMatch>();
  readonly #patterns = new Map<string, Pattern[]>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      if (!route.path.includes(':')) {
        this.#exact.set(`${route.method} ${route.path}`, { route, path: NO_VALUES });
        continue;
      }
      const parts = route.path.slice(1).split('/');
      const key = bucketKey(route.method, parts);
      const bucket = this.#patterns.get(key) ?? [];
      bucket.push({ route, parts });
      this.#patterns.set(key, bucket);
    }
  }

  /** The route of a request; undefined when there is none. */
  find(method: string, path: string): RouteMatch | undefined {
    const exact = this.#exact.get(`${method} ${path}`);
    if (exact !== undefined) return exact;
    const parts = path.slice(1).split('/');
    for (const pattern of this.#patterns.get(bucketKey(method, parts)) ?? []) {
      const values = valuesOf(pattern.parts, parts);
      if (values !== undefined) return { route: pattern.route, path: values };
    }
    return undefined;
  }
}

function bucketKey(method: string, parts: readonly string[]): string {
  return `${method} ${parts.length} ${parts[0] ?? ''}`;
}

function valuesOf(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const values: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (!expected.startsWith(':')) {
      if (expected !== part) return undefined;
      continue;
    }
    try {
      values[expected.slice(1)] = decodeURIComponent(part);
    } catch {
      return undefined;
    }
  }
  return values;
}
