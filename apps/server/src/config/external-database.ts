/** The external PostgreSQL that settings name, in any of the ways they can. */
import type { PoolConfig } from 'pg'
import type { ConfigMistake } from './config-error.ts'
import type { Settings } from './variables.ts'

type DatabaseSettings = Pick<
  Settings,
  | 'DATABASE_URL'
  | 'DB_SCHEME'
  | 'DB_HOST'
  | 'DB_PORT'
  | 'DB_USER'
  | 'DB_USER_PASSWORD'
  | 'OM_DATABASE'
  | 'DB_USE_SSL'
>

/** No connection: nobody named one, and the embedded PostgreSQL is used. */
export function externalDatabase(settings: DatabaseSettings): {
  connection: PoolConfig | undefined
  mistakes: readonly ConfigMistake[]
} {
  const { DATABASE_URL: url, DB_HOST: host, DB_SCHEME: scheme } = settings
  if (url !== undefined) {
    if (namesSeveralHosts(url)) {
      const message =
        'It names several hosts, or target_session_attrs, which only libpq understands. Name one address that leads to the primary: a name or a proxy that is pointed elsewhere at a fail-over.'
      return { connection: undefined, mistakes: [{ setting: 'DATABASE_URL', message }] }
    }
    if (readDatabaseUrl(url)) {
      return { connection: { connectionString: url }, mistakes: [] }
    }
    const message =
      'The value must look like postgres://user:password@host:5432/database. Signs like @ / : # ? % in the password are written in percent: %40 for @.'
    return { connection: undefined, mistakes: [{ setting: 'DATABASE_URL', message }] }
  }
  if (host === undefined) return { connection: undefined, mistakes: [] }
  if (!/^postgres(?:ql)?$/.test(scheme)) {
    const message = `'${scheme}' is not supported. Waymark keeps its data in PostgreSQL: set postgresql, or remove DB_HOST for the embedded one.`
    return { connection: undefined, mistakes: [{ setting: 'DB_SCHEME', message }] }
  }
  const connection: PoolConfig = {
    host,
    port: settings.DB_PORT,
    user: settings.DB_USER,
    database: settings.OM_DATABASE,
    ...(settings.DB_USER_PASSWORD === undefined ? {} : { password: settings.DB_USER_PASSWORD }),
    ...(settings.DB_USE_SSL ? { ssl: { rejectUnauthorized: true } } : {}),
  }
  return { connection, mistakes: [] }
}

/** The address in its parts; one that names a socket's directory (`postgres://user:password@/database?host=/run/postgresql`) has no host. */
export function readDatabaseUrl(text: string): URL | undefined {
  if (!/^postgres(?:ql)?:\/\//.test(text)) return undefined
  const url = URL.parse(text)
  if (url) return url
  // Credentials without a host are no URL to the standard, though PostgreSQL's programs and our driver read them.
  const stand = 'socket.invalid'
  const socket = URL.parse(text.replace('@/', `@${stand}/`))
  return socket?.hostname === stand && socket.searchParams.has('host') ? socket : undefined
}

/** As `host1:5432,host2:5432`, `?host=a,b` and `?target_session_attrs=read-write` do: the driver would take it for the name of one host. */
function namesSeveralHosts(url: string): boolean {
  const [, hosts = '', query = ''] = /^\w+:\/\/(?:[^@/?]*@)?([^/?]*)[^?]*\??(.*)$/.exec(url) ?? []
  return hosts.includes(',') || /(?:^|&)(?:target_session_attrs=|host=[^&]*(?:,|%2C))/i.test(query)
}
