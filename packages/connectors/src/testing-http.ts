/** An HTTP server on a free port, for as long as a test needs it. */
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from 'vitest'

async function startServer(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server has an address and port
  return {
    url: `http://127.0.0.1:${port}`,
    stop(): void {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Status, what is sent as JSON (nothing where it is undefined), and headers beside its type. */
type Answer = readonly [status: number, content: unknown, headers?: OutgoingHttpHeaders]

/** Answers each request once its body is there. */
export function answering(answer: (request: IncomingMessage, body: string) => Answer): RequestListener {
  return (request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      const [status, content, headers] = answer(request, body)
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(content))
    })
  }
}

/** @param work - is given the server's address without a path */
export async function serving<Result>(
  listener: RequestListener,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = await startServer(listener)
  try {
    return await work(server.url)
  } finally {
    server.stop()
  }
}

/**
 * Serves during all tests of the file or `describe` that this is called in.
 * @returns what tells the server's address, without a path, once the tests run
 */
export function servedToTests(listener: RequestListener): () => string {
  let server: Awaited<ReturnType<typeof startServer>>
  beforeAll(async () => {
    server = await startServer(listener)
  })
  afterAll(() => server.stop())
  return () => server.url
}
