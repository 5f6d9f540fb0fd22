/** The least that a server of these schemas takes: Fastify with no routes beside the vocabulary, as a process of its own. */
import { enableCompileCache, flushCompileCache } from 'node:module'

// As the server does, so that neither pays for stripping types.
enableCompileCache(process.argv[2])
const { default: Fastify } = await import('fastify')
const { createRegistry } = await import('@waymark/spec')
const app = Fastify()
app.decorate('registry', createRegistry())
const url = await app.listen({ host: '127.0.0.1', port: 0 })
flushCompileCache()
process.send?.(url)
