/** "The broker's app", where a client authorises sales at the depository. No call of the real interface leads here. */
import type { Answer } from '@copydesk/sandbox';
import type { Call, Route } from './call.ts';
import { holdingsPage, plainPage } from './pages.ts';

/** The page and its answer. */
export const AUTHORISATION_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/app/holdings/{client}', kind: 'other', access: 'open', run: show },
  { method: 'POST', path: '/app/holdings/{client}', kind: 'other', access: 'open', run: decide },
];

function show({ face, parameter }: Call): Answer {
  const client = face.venue.clients.find(face.broker, parameter);
  return client === undefined ? plainPage(404, 'This client is not known.') : holdingsPage(client);
}

function decide({ face, parameter, body }: Call): Answer {
  const client = face.venue.clients.find(face.broker, parameter);
  if (client === undefined) return plainPage(404, 'This client is not known.');
  if (new URLSearchParams(body).get('decision') !== 'authorise')
    return plainPage(200, 'Nothing was authorised.');
  face.venue.books.authorise(client);
  return plainPage(200, 'Holdings are authorised until the end of the day.');
}
