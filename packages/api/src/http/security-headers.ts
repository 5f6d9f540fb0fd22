/** The headers that tell a browser how little these pages may do. */
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { ApiDependencies } from '../context.ts'

function originOf(url: string | undefined): string[] {
  if (!url) return []
  try {
    return [new URL(url).origin]
  } catch {
    return []
  }
}

function helmetOptions({ identity, serverUrl }: ApiDependencies): FastifyHelmetOptions {
  const signIn = identity.publicConfig()
  const isHttps = serverUrl?.startsWith('https:') === true
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Mantine writes its theme variables and responsive rules into <style> elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        // The browser itself redeems the authorization code: the provider's token endpoint must be reachable.
        connectSrc: [
          ...new Set(["'self'", ...originOf(signIn.authority), ...originOf(signIn.tokenEndpoint)]),
        ],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    // A sign-in leaves for the provider and comes back in the same window; nothing opens us in another one.
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
  }
}

export async function registerSecurityHeaders(app: FastifyInstance, deps: ApiDependencies): Promise<void> {
  await app.register(helmet, helmetOptions(deps))
}
