/** The few pages that a person sees: login and depository authorisation. */
import type { Answer, VenueClient } from '@copydesk/sandbox';

/** The login page: a button for each client of the app, and one to decline. */
export function loginPage(apiKey: string, redirectParams: string, clients: readonly VenueClient[]): Answer {
  const buttons = clients
    .map((client) => {
      const label = `${escape(client.client)} · ${escape(client.name)}`;
      return `<button name="user_id" value="${escape(client.client)}">Log in as ${label}</button>`;
    })
    .join('\n');
  const first = escape(clients[0]?.client ?? '');
  return page(
    200,
    'Kite login (sandbox)',
    `<p>App <code>${escape(apiKey)}</code> asks for access. No money is involved.</p>
<form method="post" action="login">
${hidden('api_key', apiKey)}${hidden('redirect_params', redirectParams)}${buttons}
</form>
<form method="post" action="login">
${hidden('api_key', apiKey)}${hidden('redirect_params', redirectParams)}${hidden('decision', 'decline')}
<button class="quiet" name="user_id" value="${first}">Decline</button>
</form>`,
  );
}

/** The page on which a client authorises the sale of holdings for the day. */
export function authorisationPage(
  client: VenueClient,
  rows: readonly { isin: string; quantity: number }[],
): Answer {
  const list = rows.map((row) => `<li>${row.quantity} of ${escape(row.isin)}</li>`).join('');
  return page(
    200,
    'Authorise holdings (sandbox)',
    `<p>${escape(client.client)} allows the sale of${rows.length === 0 ? ' all holdings' : ''} until the end of the day.</p>
<ul>${list}</ul>
<form method="post"><button name="status" value="success">Authorise</button>
<button class="quiet" name="status" value="error">Decline</button></form>`,
  );
}

/** A page with one sentence. */
export function plainPage(status: number, sentence: string): Answer {
  return page(status, 'Kite (sandbox)', `<p>${escape(sentence)}</p>`);
}

function page(status: number, title: string, content: string): Answer {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>
body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:4rem auto;padding:0 1rem;color:#222}
button{display:block;width:100%;padding:.75rem;margin:.5rem 0;font:inherit;border:0;border-radius:4px;background:#387ed1;color:#fff;cursor:pointer}
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
