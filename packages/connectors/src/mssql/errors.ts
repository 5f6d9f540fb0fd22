/** What people do about the errors of SQL Server, by its numbers. https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors */
import { SourceError } from '@waymark/ingest'
import { isPassing, networkRemedy, type Remedy } from '../network-errors.ts'

/** The right to see a state of the server, by the names that it has had. */
const viewState: Remedy = {
  message: 'The login may not see what ran.',
  hint: 'GRANT VIEW DATABASE STATE to the user in each database (VIEW SERVER STATE on a server). Needed for usage and query lineage only.',
}

const remedies: Readonly<Record<number, Remedy>> = {
  18456: {
    message: 'The server refused this sign-in.',
    hint: 'Check the user and password. An Entra application needs CREATE USER [name] FROM EXTERNAL PROVIDER in the database.',
  },
  4060: {
    message: 'The database does not exist, or the login has no user in it.',
    hint: 'Check serviceConnection.config.database; CREATE USER … FOR LOGIN … in it.',
  },
  40615: {
    message: 'The firewall of the server lets nobody in from this address.',
    hint: 'Add the address of this machine to the firewall rules of the Azure SQL server, or use a private endpoint.',
  },
  916: {
    message: 'The login has no user in this database.',
    hint: 'CREATE USER … FOR LOGIN … there; see the connector’s README.',
  },
  229: {
    message: 'The user lacks a permission.',
    hint: 'GRANT SELECT, VIEW DEFINITION to the user; see the connector’s README.',
  },
  262: viewState,
  297: viewState,
  300: viewState,
  371: viewState,
  40613: { message: 'The database is resuming or moving.', hint: 'Run it again in a minute.' },
}

/** Busy, paused, failing over, deadlocked: the same may work a little later. */
const passing = new Set([1205, 4221, 10928, 10929, 40197, 40501, 40613, 49918, 49919, 49920])

/** Turns a driver's error into one by consequence. What the server said stays in `cause`; it may quote data. */
export function sourceError(error: unknown, doing: string): SourceError {
  if (error instanceof SourceError) return error
  const said = error instanceof Error ? error.message : String(error)
  const number = numberOf(error)
  const network = networkCode(error)
  const remedy =
    (number === undefined ? undefined : remedies[number]) ?? certificateRemedy(said) ?? networkRemedy(network)
  const isPassed = (number !== undefined && passing.has(number)) || isPassing(network)
  // A complaint about one statement; the connection and what comes next are fine.
  const isStatement = number !== undefined && !(number in remedies && /^Connecting/.test(doing))
  const timedOut = /^Timeout: Request/.test(said)
  return new SourceError(
    isPassed && !timedOut ? 'retriable' : isStatement || timedOut ? 'skippable' : 'fatal',
    `${doing}: ${remedy?.message ?? said}${number === undefined ? '' : ` (${number})`}`,
    { hint: remedy?.hint ?? 'See the server’s error log.', cause: error },
  )
}

/** Whether the server does not have what was asked for (error 208), as its relatives lack some views. */
export function isMissingObject(error: unknown): boolean {
  return error instanceof SourceError && numberOf(error.cause) === 208
}

/** The server's number stands in the error, or in the one below it. */
function numberOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('number' in error && typeof error.number === 'number') return error.number
  if ('errors' in error && Array.isArray(error.errors)) return numberOf(error.errors.at(-1))
  if ('cause' in error && error.cause !== undefined) return numberOf(error.cause)
  // A refused sign-in comes without its number from the driver.
  if ('code' in error && error.code === 'ELOGIN' && 'message' in error) {
    const firewall = /is not allowed to access the server/i.test(String(error.message))
    return firewall ? 40615 : /Cannot open database/i.test(String(error.message)) ? 4060 : 18456
  }
  return undefined
}

/** The operating system's code, which the driver hides at the bottom of what it throws. */
function networkCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  const below = 'errors' in error && Array.isArray(error.errors) ? error.errors : []
  const inner = 'cause' in error ? [...below, error.cause] : below
  const found = inner.map(networkCode).find((code) => code !== '')
  if (found) return found
  const code = 'code' in error ? String(error.code) : ''
  return code === 'ETIMEOUT' ? 'ETIMEDOUT' : code === 'ESOCKET' ? 'ECONNRESET' : code
}

function certificateRemedy(said: string): Remedy | undefined {
  if (!/certificate|altnames/i.test(said)) return undefined
  return {
    message:
      'The server’s certificate is not for this host, or not signed by an authority that this machine trusts.',
    hint: 'Give the authority in sslConfig.caCertificate (or NODE_EXTRA_CA_CERTS), or set trustServerCertificate on a network that you trust.',
  }
}
