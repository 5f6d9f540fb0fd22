/** A page to browse the API's description with: Swagger UI from its npm package, no other host involved. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { problem } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { described } from '../route-config.ts'

const page = '/api/docs'

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Waymark API</title>
<link rel="icon" href="${page}/favicon-32x32.png">
<link rel="stylesheet" href="${page}/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="${page}/swagger-ui-bundle.js"></script>
<script src="${page}/start.js"></script>
</body>
</html>
`

/** Opens with all groups closed: there are hundreds of operations. Calls go to this server, with the browser's session. */
const start = `window.addEventListener('load', () => {
  window.SwaggerUIBundle({
    url: '/api/openapi.json',
    dom_id: '#api',
    deepLinking: true,
    docExpansion: 'none',
    defaultModelsExpandDepth: 0,
    filter: true,
    tryItOutEnabled: true,
    validatorUrl: null,
  })
})
`

/** Files of the package that the page needs, and their types. */
const packaged: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

/** The page may run its own scripts and ask this server; it loads nothing from anywhere else. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // Swagger UI sets styles on its elements.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';')

export function registerApiDocsRoutes(app: FastifyInstance): void {
  const directory = () => dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const docs = (summary: string, mediaType: string) => described({ summary, tag: 'System', mediaType })

  app.get(
    page,
    { config: { public: true, docs: docs('A page to browse this description with', 'text/html') } },
    async (_request, reply) =>
      reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(html),
  )
  app.get<{ Params: { file: string } }>(
    `${page}/:file`,
    { config: { public: true, docs: docs('Scripts and styles of that page', '*/*') } },
    async (request, reply) => {
      const { file } = request.params
      reply.header('cache-control', 'public, max-age=3600')
      if (file === 'start.js') return reply.type('text/javascript; charset=utf-8').send(start)
      const type = Object.hasOwn(packaged, file) ? packaged[file] : undefined
      if (type === undefined) throw problem('route-not-found', { method: 'GET', path: `${page}/${file}` })
      return reply.type(type).send(await readFile(join(directory(), file)))
    },
  )
}
