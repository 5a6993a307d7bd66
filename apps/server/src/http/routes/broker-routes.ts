import type { Request } from 'express';
import type { BrokerLogins } from '../../accounts/broker-logins.ts';
import type { Webhooks } from '../../accounts/webhooks.ts';
import { type Answer, DONE } from '../answer.ts';
import { LOGIN_COOKIE, readCookie } from '../cookies.ts';
import { bytesOf } from '../middleware/json-body.ts';
import { problemOf } from '../problem-answer.ts';
import type { Handlers } from '../route-table.ts';

type Names = 'brokerAuth' | 'postback' | 'notifier';

/** Where brokers come in: the login's redirect, and their webhooks. */
export function brokerRoutes(logins: BrokerLogins, webhooks: Webhooks): Pick<Handlers, Names> {
  const take = async (broker: string, request: Request): Promise<Answer> => {
    await webhooks.take(broker, { headers: plainHeaders(request), body: bytesOf(request) });
    return DONE;
  };
  return {
    brokerAuth: async ({ params, request }) => {
      try {
        const browser = readCookie(request.headers.cookie, LOGIN_COOKIE);
        const account = await logins.complete(params.broker, plainQuery(request), browser);
        return toConsole({ login: 'done', account: account.address });
      } catch (error) {
        // A person is led back to the console, which says what happened; a program gets the problem itself.
        if (request.accepts(['json', 'html']) !== 'html') throw error;
        const { problem } = problemOf(error, '');
        if (problem.status >= 500 && problem.code === 'internal-error') throw error;
        return toConsole({ login: 'failed', code: problem.code });
      }
    },
    postback: ({ params, request }) => take(params.broker, request),
    notifier: ({ params, request }) => take(params.broker, request),
  };
}

/** Back to the console's accounts page. The address is relative, so that no broker can send anybody elsewhere. */
function toConsole(result: Readonly<Record<string, string>>): Answer {
  return { status: 303, headers: { location: `/accounts?${new URLSearchParams(result).toString()}` } };
}

/** The first value of each parameter. */
function plainQuery(request: Request): Record<string, string> {
  const { searchParams } = new URL(request.originalUrl, 'http://localhost');
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => [name, searchParams.get(name) ?? '']),
  );
}

function plainHeaders(request: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}
