/** An HTTP CONNECT proxy (RFC 9110 §9.3.6) that leads Microsoft's host names to the emulator and nothing anywhere. */

import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { emulatedHosts, isEmulatedHost, regionalParents } from './clouds.ts'

interface ProxyOptions {
  /** Where the emulator listens with TLS. */
  target: { host: string; port: number }
  /** Called for every tunnel asked for. */
  onConnect: (authority: string, allowed: boolean) => void
}

const refusalText = (what: string) =>
  `The Entra emulator's proxy refuses ${what}. It tunnels https to ${[...emulatedHosts, ...regionalParents.map((host) => `*.${host}`)].join(', ')} only; for other hosts set NO_PROXY.\n`

/** The proxy's server, not yet listening. */
export function createProxy({ target, onConnect }: ProxyOptions): Server {
  const server = createServer((request, response) => {
    onConnect(request.headers.host ?? '', false)
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
    response.end(refusalText('plain HTTP requests'))
  })
  server.on('connect', (request, client, head) => {
    const authority = (request.url ?? '').toLowerCase()
    const allowed = authority.endsWith(':443') && isEmulatedHost(authority.slice(0, -':443'.length))
    onConnect(authority, allowed)
    client.on('error', () => client.destroy())
    if (!allowed) {
      const body = refusalText(`a tunnel to ${authority.replace(/[^\w.:[\]-]/g, '?')}`)
      client.end(
        `HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      )
      return
    }
    const upstream = connect(target.port, target.host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      if (head.length > 0) upstream.write(head)
      upstream.pipe(client)
      client.pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.destroy())
  })
  return server
}
