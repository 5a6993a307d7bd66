/** What the login page is opened with. */
export interface LoginPage {
  /** The app's key. */
  readonly apiKey: string;
  /** Exactly as registered in the console. */
  readonly redirectUrl: string;
  /** Comes back unchanged. */
  readonly state: string;
}

/** The address of Upstox's authorization dialog for one app, with our state in it. Source: docs "authorize", read 2026-02. */
export function upstoxLoginUrl(dialog: string, page: LoginPage): string {
  const url = new URL(dialog);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', page.apiKey);
  url.searchParams.set('redirect_uri', page.redirectUrl);
  url.searchParams.set('state', page.state);
  return url.toString();
}
