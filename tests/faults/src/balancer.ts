/** A load balancer as proxies and Kubernetes have one: it looks at health, and sends requests in turn to those that are ready. */
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

interface Backend {
  readonly url: string
  readonly agent: Agent
  isReady: boolean
}

export interface Balancer {
  readonly url: string
  add(url: string): void
  remove(url: string): void
  /** How many of its servers are ready. */
  ready(): number
  close(): Promise<void>
}

const lookEveryMs = 200

/** It repeats nothing: a request that a server does not answer is answered with 502. */
export async function startBalancer(): Promise<Balancer> {
  const backends = new Map<string, Backend>()
  let turn = 0
  const look = async (backend: Backend) => {
    try {
      const answer = await fetch(`${backend.url}/readyz`)
      await answer.text()
      backend.isReady = answer.ok
    } catch {
      backend.isReady = false
    }
  }
  const looking = setInterval(() => {
    for (const backend of backends.values()) void look(backend)
  }, lookEveryMs)
  const forward = (request: IncomingMessage, response: ServerResponse) => {
    const ready = [...backends.values()].filter(({ isReady }) => isReady)
    turn += 1
    const backend = ready[turn % Math.max(1, ready.length)]
    if (!backend) return void response.writeHead(502).end('nobody is ready')
    const { host: _host, connection: _connection, ...headers } = request.headers
    const { agent, url } = backend
    const onward = httpRequest(
      `${url}${request.url}`,
      { method: request.method, headers, agent },
      (answer) => {
        const { connection: _of, 'keep-alive': _how, ...passed } = answer.headers
        response.writeHead(answer.statusCode ?? 502, passed)
        answer.pipe(response)
      },
    )
    onward.on('error', (error) => {
      if (response.headersSent) response.destroy()
      else response.writeHead(502).end(`${url}: ${error.message}`)
    })
    request.pipe(onward)
  }
  const server = createServer(forward)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on TCP
    add(url) {
      const backend = { url, agent: new Agent({ keepAlive: true }), isReady: false }
      backends.set(url, backend)
      void look(backend)
    },
    remove(url) {
      backends.get(url)?.agent.destroy()
      backends.delete(url)
    },
    ready: () => [...backends.values()].filter(({ isReady }) => isReady).length,
    close() {
      clearInterval(looking)
      for (const { agent } of backends.values()) agent.destroy()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
