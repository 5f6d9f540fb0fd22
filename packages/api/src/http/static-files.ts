/** Hands out the built web UI: files as they are, and its entry page for every address that the UI itself routes. */
import { readdir } from 'node:fs/promises'
import { join, posix, relative, sep } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { credentialsOf, routeNotFound } from '../authentication.ts'
import type { ApiDependencies } from '../context.ts'
import { pageHeaders } from './security-headers.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** The UI's entry page. @throws `route-not-found` where no UI is served */
    sendPage(): FastifyReply
  }
}

/** First segments that are the API's, however they are spelt: no page answers there. */
const reserved = /^(?:api|legacy|healthz|livez|readyz|healthcheck)(?:;|$)/i

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/** Whether an address that is neither a route nor a file may be one of the UI's own. */
export function isPageAddress(path: string): boolean {
  const once = decoded(path)
  if (once === undefined || once.includes('\0') || once.includes('\\')) return false
  // A proxy before us may have decoded once more or less than we do.
  for (const each of [once, decoded(once) ?? once]) {
    const first = posix.normalize(each).split('/').find(Boolean) ?? ''
    if (reserved.test(first) || each.split('/').includes('..')) return false
  }
  return true
}

/** Whether an address can only be a file of the UI: a missing one is not there, whoever asks. */
function isFileAddress(path: string): boolean {
  return /^\/(?:assets|docs)\//.test(path) && isPageAddress(path)
}

async function filesBelow(root: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && !/^\.|\.(?:br|gz)$/.test(entry.name))
    .map((entry) => `/${relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')}`)
  return new Set(paths)
}

/**
 * Registers the UI's files. Only files that were there at the start are handed out, by their exact names: no path can
 * lead out of the directory. Addresses that belong to the API are refused like every other unknown route.
 */
export async function registerStaticFiles(app: FastifyInstance, deps: ApiDependencies): Promise<void> {
  const { staticDir } = deps
  app.decorateReply('sendPage', function (this: FastifyReply) {
    if (staticDir === undefined) return routeNotFound(this.request)
    return this.headers(pageHeaders(deps)).header('cache-control', 'no-cache').sendFile('index.html')
  })
  if (staticDir === undefined) return
  const files = await filesBelow(staticDir)
  // Loaded only where there is a UI to serve.
  const { default: fastifyStatic } = await import('@fastify/static')
  await app.register(fastifyStatic, {
    root: staticDir,
    serve: false,
    cacheControl: false,
    preCompressed: true,
  })

  /** The documentation has a first page of its own. */
  const fileOf = (name: string | undefined) =>
    [name, `${name}index.html`].find((each) => each !== undefined && files.has(each))

  app.get('/*', { config: { public: true } }, async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/'
    const name = fileOf(decoded(path))
    if (name !== undefined && name !== '/index.html') {
      // Names in `assets/` carry a hash of their content, so browsers keep them.
      const isHashed = name.startsWith('/assets/')
      reply
        .headers(pageHeaders(deps))
        .header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      return reply.sendFile(name.slice(1))
    }
    if (files.has(`${decoded(path)}/index.html`)) return reply.redirect(`${path}/`, 308)
    if (isFileAddress(path)) return routeNotFound(request)
    if (!isPageAddress(path)) {
      await deps.identity.authenticate(credentialsOf(request, deps))
      return routeNotFound(request)
    }
    return reply.sendPage()
  })
}
