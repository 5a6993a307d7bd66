/** The few pages that a person sees: login, and the approval of a token in "the broker's app". */
import type { Answer, VenueClient } from '@copydesk/sandbox';

/** What the login page has to give back. */
export interface LoginQuestion {
  readonly apiKey: string;
  readonly redirectUri: string;
  /** Returned unchanged; undefined when none was given. */
  readonly state: string | undefined;
}

/** The login page: a button for the client of the app, and one to decline. */
export function loginPage(question: LoginQuestion, client: VenueClient): Answer {
  const carried = [
    hidden('client_id', question.apiKey),
    hidden('redirect_uri', question.redirectUri),
    ...(question.state === undefined ? [] : [hidden('state', question.state)]),
  ].join('');
  const label = `${escape(client.client)} · ${escape(client.name)}`;
  return page(
    200,
    'Upstox login (sandbox)',
    `<p>App <code>${escape(question.apiKey)}</code> asks for access. No money is involved.</p>
<form method="post" action="dialog">
${carried}<button name="user_id" value="${escape(client.client)}">Log in as ${label}</button>
</form>
<form method="post" action="dialog">
${carried}${hidden('decision', 'decline')}
<button class="quiet" name="user_id" value="${escape(client.client)}">Decline</button>
</form>`,
  );
}

/** The prompt that the broker's app shows when a token was asked for. */
export function approvalPage(clients: readonly VenueClient[]): Answer {
  const forms = clients.map(
    (client) => `<form method="post" action="${escape(client.apiKey)}">
<button name="decision" value="approve">Approve access for ${escape(client.client)} · ${escape(client.name)}</button>
<button class="quiet" name="decision" value="reject">Reject</button></form>`,
  );
  return page(
    200,
    'Access requests (sandbox)',
    forms.length === 0 ? '<p>Nobody asks for access now.</p>' : forms.join('\n'),
  );
}

/** The page on which a client authorises the sale of holdings for the day. */
export function holdingsPage(client: VenueClient): Answer {
  return page(
    200,
    'Authorise holdings (sandbox)',
    `<p>${escape(client.client)} · ${escape(client.name)} allows the sale of all holdings until the end of the day.</p>
<form method="post"><button name="decision" value="authorise">Authorise with the TPIN</button>
<button class="quiet" name="decision" value="decline">Decline</button></form>`,
  );
}

/** A page with one sentence. */
export function plainPage(status: number, sentence: string): Answer {
  return page(status, 'Upstox (sandbox)', `<p>${escape(sentence)}</p>`);
}

function page(status: number, title: string, content: string): Answer {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>
body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:4rem auto;padding:0 1rem;color:#222}
button{display:block;width:100%;padding:.75rem;margin:.5rem 0;font:inherit;border:0;border-radius:4px;background:#5a298b;color:#fff;cursor:pointer}
button.quiet{background:#eee;color:#333}
</style></head><body><h1>${title}</h1>
${content}
</body></html>`;
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body,
  };
}

function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escape(value)}">`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
