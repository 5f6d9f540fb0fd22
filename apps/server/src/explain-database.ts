/** Why an external PostgreSQL is of no use at the start: which setting names it, what it answered, and what to change. */
import type { PoolConfig } from 'pg'
import { readDatabaseUrl } from './config/external-database.ts'

interface Place {
  readonly setting: string
  readonly address: string
  readonly host: string
  readonly user: string
  readonly database: string
}

type Sentence = (place: Place, said: string) => string

const unanswered: Sentence = ({ address }) =>
  `nothing answers at ${address}. Start PostgreSQL there, or correct host and port; a container reaches the machine it runs on by another name than localhost.`
const unnamed: Sentence = ({ host }) =>
  `no machine is called '${host}', as far as this one knows. Correct the host, or the name service of this machine.`
const silent: Sentence = ({ address }) =>
  `${address} does not answer in time. Look for a firewall in between, and whether the host is right.`
const mistrusted: Sentence = ({ address }, said) =>
  `the certificate of ${address} is not trusted here (${said}). Name the CA in NODE_EXTRA_CA_CERTS, or in the address: ?sslmode=verify-full&sslrootcert=<file>.`

/** By SQLSTATE of the server's answer, or code of the operating system or of TLS. */
const sentences: Readonly<Record<string, Sentence>> = {
  ECONNREFUSED: unanswered,
  ENOENT: unanswered,
  ENOTFOUND: unnamed,
  EAI_AGAIN: unnamed,
  ETIMEDOUT: silent,
  EHOSTUNREACH: silent,
  ENETUNREACH: silent,
  DEPTH_ZERO_SELF_SIGNED_CERT: mistrusted,
  SELF_SIGNED_CERT_IN_CHAIN: mistrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: mistrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: mistrusted,
  CERT_HAS_EXPIRED: mistrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: mistrusted,
  '28P01': ({ address, user }) =>
    `${address} refuses the password of '${user}'. Correct user and password; in an address, signs like @ / : # of a password are written in percent (%40).`,
  '28000': ({ address, user }, said) =>
    `${address} does not let '${user}' in: ${said}. Correct the user, add a line to pg_hba.conf, or encrypt the connection (?sslmode=verify-full, DB_USE_SSL=true).`,
  '3D000': ({ address, user, database }) =>
    `${address} has no database '${database}'. Make it: CREATE DATABASE "${database}" OWNER "${user}".`,
  '42501': ({ user, database }, said) =>
    `'${user}' lacks a right that the catalog needs (${said}). Make it the owner: ALTER DATABASE "${database}" OWNER TO "${user}".`,
  '0A000': ({ address }, said) =>
    `${address} refuses what the catalog's schema needs: ${said}. Allow the extensions pg_trgm and unaccent; in Azure with the server parameter azure.extensions.`,
}

/** What is no failed connection: a file that is missing at the start, or another machine that was fetched from. */
function isElsewhere(error: Error): boolean {
  return error instanceof TypeError || ('path' in error && 'syscall' in error && error.syscall !== 'connect')
}

/**
 * @param connection - of an external PostgreSQL; undefined where the embedded one is used, which explains itself
 * @returns an error with the sentence to show, without the password; the same error where it is about something else
 */
export function explainDatabase(error: unknown, connection: PoolConfig | undefined): unknown {
  if (!connection) return error
  const place = placeOf(connection)
  for (let current = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    if (isElsewhere(current)) return error
    const sentence = 'code' in current ? sentences[String(current.code)] : undefined
    if (sentence) return told(place, sentence(place, current.message.replace(/\.$/, '')), error)
    if (/timeout exceeded when trying to connect/.test(current.message))
      return told(place, silent(place, ''), error)
    if (/server does not support SSL/.test(current.message))
      return told(
        place,
        `${place.address} speaks no TLS. Switch it on there, or ask for none: ?sslmode=disable, DB_USE_SSL=false.`,
        error,
      )
    current = current instanceof AggregateError ? current.errors[0] : current.cause
  }
  return error
}

function told({ setting }: Place, sentence: string, cause: unknown): Error {
  return new Error(`${setting}: ${sentence}`, { cause })
}

function placeOf({ connectionString, ...parts }: PoolConfig): Place {
  const url = connectionString === undefined ? undefined : readDatabaseUrl(connectionString)
  const host = (url ? (url.searchParams.get('host') ?? decodeURIComponent(url.hostname)) : parts.host) ?? ''
  const port = url ? url.port || '5432' : parts.port
  return {
    setting: url ? 'DATABASE_URL' : 'DB_HOST, DB_PORT, DB_USER, DB_USER_PASSWORD, OM_DATABASE',
    address: host.startsWith('/') ? host : `${host}:${port}`,
    host,
    user: url ? decodeURIComponent(url.username) : (parts.user ?? ''),
    database: url ? decodeURIComponent(url.pathname.slice(1)) : (parts.database ?? ''),
  }
}
