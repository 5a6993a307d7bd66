/**
 * Visits a face's login page as a person with a browser does: reads the page, presses a button, notes where it leads.
 *
 * A page has one form to approve, whose buttons named `user_id` carry client ids, and one to decline, which carries a
 * hidden `decision` of `decline`.
 */
import type { VenueClient } from '@copydesk/sandbox';

/** The query that came back to the redirect address. Throws when the page is not as described. */
export async function walkLoginPage(
  url: string,
  client: VenueClient,
  answer: 'approve' | 'decline',
): Promise<Readonly<Record<string, string>>> {
  const page = await fetch(url, { redirect: 'follow' });
  const html = await page.text();
  if (!page.ok) throw new Error(`The login page answers ${page.status}: ${html}`);
  const form = formsOf(html).find(
    ({ fields }) => (fields['decision'] === 'decline') === (answer === 'decline'),
  );
  if (form === undefined) throw new Error(`The login page has no form to ${answer}: ${html}`);
  const response = await fetch(new URL(form.action, page.url), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ ...form.fields, user_id: client.client }),
  });
  const target = response.headers.get('location');
  if (target === null) throw new Error(`The login page led nowhere: ${await response.text()}`);
  return Object.fromEntries(new URL(target).searchParams);
}

interface Form {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

function formsOf(html: string): readonly Form[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = '', content = '']) => ({
    action: attributeOf(attributes, 'action') ?? '',
    fields: Object.fromEntries(
      [...content.matchAll(/<input\b([^>]*)>/g)].map(([, input = '']) => [
        attributeOf(input, 'name') ?? '',
        attributeOf(input, 'value') ?? '',
      ]),
    ),
  }));
}

function attributeOf(attributes: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
  return value
    ?.replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
