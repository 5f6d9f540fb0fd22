/** The address of a server as workflow files write it. */
import { SourceError } from '@waymark/ingest'

/**
 * Splits `host:port`; an IPv6 address stands in brackets. A Unix socket is a path: it comes back as `host`, with the port
 * that may follow it.
 * @throws SourceError when there is no host
 */
export function parseHostPort(hostPort: string, defaultPort: number): { host: string; port: number } {
  const match = /^(?<host>\[[^\]]+\]|\/.*?|[^:]*)(?::(?<port>\d{1,5}))?$/.exec(hostPort.trim())
  const host = match?.groups?.host?.replace(/^\[|\]$/g, '')
  if (host) return { host, port: Number(match?.groups?.port ?? defaultPort) }
  throw new SourceError(
    'fatal',
    `hostPort must be host:port, e.g. db.example.com:${defaultPort}; it is '${hostPort}'.`,
    {
      hint: 'Correct serviceConnection.config.hostPort.',
    },
  )
}
