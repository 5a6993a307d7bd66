/**
 * The address of Kite's login page for one app, with our state in it.
 *
 * Kite drops every query parameter of this page but `redirect_params`, silently. Its value is a query string that is
 * encoded once more, and comes back decoded among the redirect's own parameters. Source: Kite Connect v3 docs, "User".
 */
export function kiteLoginUrl(loginPage: string, apiKey: string, state: string): string {
  const url = new URL(loginPage);
  url.searchParams.set('v', '3');
  url.searchParams.set('api_key', apiKey);
  url.searchParams.set('redirect_params', new URLSearchParams({ state }).toString());
  return url.toString();
}
