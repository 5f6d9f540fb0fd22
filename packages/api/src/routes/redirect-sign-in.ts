/** Signing in by a confidential client: the server sends the browser to the provider and takes the code back itself. */
import { type Static, Type } from '@sinclair/typebox'
import { isProblem, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { credentialsOf } from '../authentication.ts'
import type { ApiDependencies } from '../context.ts'
import { clearCookie, readCookie, setCookie } from '../http/cookies.ts'
import { queryOf } from '../http/query.ts'
import { returnPathOf } from '../http/return-path.ts'
import { described } from '../route-config.ts'

const LoginParameters = queryOf({
  redirectUri: Type.Optional(Type.String({ maxLength: 4000, description: 'a page of ours to go on to' })),
  here: Type.Optional(Type.Literal('1', { description: 'do not change to the registered host' })),
})

/** Both paths that OpenMetadata has used; one of them is the registered redirect URI. */
const callbackPaths = ['/callback', '/auth/callback']

/** Which kind of client signs people in can change while the server runs; with a public one the callback is a page of the web UI. */
export function registerRedirects(app: FastifyInstance, deps: ApiDependencies): void {
  const { identity } = deps
  app.get<{ Querystring: Static<typeof LoginParameters> }>(
    '/api/v1/auth/login',
    {
      schema: { querystring: LoginParameters },
      config: {
        public: true,
        docs: described({ summary: 'Go to the identity provider', tag: 'Sign-in', status: 302 }),
      },
    },
    async (request, reply) => {
      const { redirectUri, here } = request.query
      const { clientType, callbackUrl } = identity.publicConfig()
      if (clientType !== 'confidential')
        throw problem('identity-refused', {
          reason: 'The browser signs in by itself here (AUTHENTICATION_CLIENT_TYPE=public): open /sign-in.',
        })
      const registered = new URL(callbackUrl)
      // The cookie has to be there when the provider sends the browser back, and it does so to the registered host only.
      if (here === undefined && request.host !== registered.host) {
        const there = new URL(request.url, registered.origin)
        there.searchParams.set('here', '1')
        return reply.redirect(there.href)
      }
      const returnPath = returnPathOf(redirectUri, registered.origin)
      const { url, preLoginId, expiresAtMs } = await identity.signIn.beginRedirect({
        remoteAddress: request.ip,
        returnPath,
      })
      setCookie(reply, deps, 'preLogin', preLoginId, expiresAtMs - deps.now())
      return reply.redirect(url)
    },
  )
  for (const path of callbackPaths) {
    app.get(
      path,
      {
        config: {
          public: true,
          docs: described({
            summary: 'Where the identity provider sends the browser: a page, or on to one',
            tag: 'Sign-in',
            mediaType: 'text/html',
            withoutBody: { 303: 'The server signs in itself, and leads on' },
          }),
        },
      },
      (request, reply) =>
        identity.publicConfig().clientType === 'confidential'
          ? takeBack(deps, request, reply)
          : reply.sendPage(),
    )
  }
}

async function takeBack(
  deps: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const search = request.url.split('?')[1] ?? ''
  // Without a code it is the page that explains a refusal, or the way back from signing out.
  if (!new URLSearchParams(search).has('code')) return explained(deps, search, reply)
  const preLoginId = readCookie(request, deps, 'preLogin')
  clearCookie(reply, deps, 'preLogin')
  try {
    const { sessionId, expiresAtMs, returnPath } = await deps.identity.signIn.withCallback({
      ...credentialsOf(request, deps),
      search,
      preLoginId,
    })
    setCookie(reply, deps, 'session', sessionId, expiresAtMs - deps.now())
    return reply.redirect(returnPath ?? '/', 303)
  } catch (error) {
    if (!isProblem(error)) throw error
    const told = new URLSearchParams({ error: error.code, error_description: error.message })
    return reply.redirect(`/sign-in-refused?${told}`, 303)
  }
}

/** The UI's callback page reads `error` and explains it; what the provider wrote goes there as it came. */
function explained(deps: ApiDependencies, search: string, reply: FastifyReply): unknown {
  const parameters = new URLSearchParams(search)
  const error = parameters.get('error')
  if (error === null) return reply.redirect('/sign-in?signed-out=1', 303)
  const told = new URLSearchParams({ error, error_description: parameters.get('error_description') ?? '' })
  deps.log.warn({ error }, 'the identity provider refused a sign-in')
  return reply.redirect(`/sign-in-refused?${told}`, 303)
}
