/** A catalog as its users run it: the server as a process, signing people in at the emulated Entra ID under its real address. */
import { createHash, randomUUID } from 'node:crypto'
import { createConnection, type Socket } from 'node:net'
import { connect } from 'node:tls'
import { Client } from 'pg'
import { freePort } from '../../processes/src/free-port.ts'
import { startCatalog } from '../../processes/src/start-catalog.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'

export interface AzureCatalog {
  /** `http://localhost:<port>` */
  readonly url: string
  readonly emulator: RunningEmulator
  /** The one-time link that the server prints while it has no local administrator. */
  readonly setupUrl: string | undefined
  /** The key of the emulator's certificate, for a browser that does not know its authority. */
  readonly trustedKey: string
  stop(): Promise<void>
}

/** A database of its own in the test run's PostgreSQL. */
async function createDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const administration = process.env.WAYMARK_TEST_DATABASE_URL
  if (!administration)
    throw new Error('WAYMARK_TEST_DATABASE_URL is not set: run this with the e2e project of Vitest.')
  const name = `e2e_${randomUUID().replaceAll('-', '')}`
  const run = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: administration })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  await run(`create database ${name}`)
  const url = new URL(administration)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) }
}

/** SHA-256 of the public key that the emulator shows at Microsoft's address. */
async function keyOf(emulator: RunningEmulator): Promise<string> {
  const proxy = new URL(emulator.proxyUrl)
  const host = 'login.microsoftonline.com'
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened = createConnection(Number(proxy.port))
    opened.once('error', reject)
    opened.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`)
    opened.once('data', () => resolve(opened))
  })
  return new Promise((resolve, reject) => {
    // Only the key is wanted here; nothing is sent over this connection.
    const secured = connect({ socket, servername: host, rejectUnauthorized: false }, () => {
      const certificate = secured.getPeerX509Certificate()
      secured.destroy()
      if (!certificate) return reject(new Error('the emulator showed no certificate'))
      const key = certificate.publicKey.export({ type: 'spki', format: 'der' })
      resolve(createHash('sha256').update(key).digest('base64'))
    })
    secured.once('error', reject)
  })
}

interface Options {
  /** False: nothing is said about the provider, so that it can be set in the pages. Default true. */
  readonly hasProvider?: boolean
}

/** Ada is an administrator; whoever else signs in is not. */
export async function startAzureCatalog(
  environment: Record<string, string> = {},
  { hasProvider = true }: Options = {},
): Promise<AzureCatalog> {
  const [emulator, database, port] = await Promise.all([startEmulator(), createDatabase(), freePort()])
  const url = `http://localhost:${port}`
  const release = async (): Promise<void> => {
    await emulator.stop()
    await database.drop()
  }
  try {
    const catalog = await startCatalog({
      port,
      environment: {
        ...emulator.environment,
        DATABASE_URL: database.url,
        SERVER_HOST: '127.0.0.1',
        OPENMETADATA_SERVER_URL: url,
        ...(hasProvider && {
          AUTHENTICATION_PROVIDER: 'azure',
          AUTHENTICATION_AUTHORITY: emulator.authority,
          AUTHENTICATION_CLIENT_ID: fjordlight.uiAppId,
          AUTHENTICATION_CALLBACK_URL: `${url}/callback`,
        }),
        AUTHORIZER_ADMIN_EMAILS: 'ada@fjordlight.example',
        AUTHORIZER_PRINCIPAL_DOMAIN: 'fjordlight.example',
        ...environment,
      },
    })
    return {
      url,
      emulator,
      setupUrl: catalog.setupUrl,
      trustedKey: await keyOf(emulator),
      async stop() {
        await catalog.stop()
        await release()
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}
