/**
 * A catalog as its users run it: the server as a process, signing people in at the emulated Entra ID under its real
 * address, and a browser that knows the way there.
 */
import { createHash } from 'node:crypto'
import { createConnection, type Socket } from 'node:net'
import { connect } from 'node:tls'
import type { Browser } from 'playwright-core'
import { freePort } from '../../../tools/ports/free-port.ts'
import { launchChromium } from '../../processes/src/chromium.ts'
import { startCatalog } from '../../processes/src/start-catalog.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { signIn } from './signing-in.ts'
import { createTestDatabase } from './test-database.ts'
import { openWatchedPage, type PageOptions, type WatchedPage } from './watched-page.ts'

export interface AzureCatalog {
  /** `http://localhost:<port>` */
  readonly url: string
  readonly emulator: RunningEmulator
  /** The one-time link that the server prints while it has no local administrator. */
  readonly setupUrl: string | undefined
  /** What the server wrote to its log so far. */
  log(): string
  /** A page in a context of its own: nobody is signed in, and nothing has been opened. */
  open(options?: PageOptions): Promise<WatchedPage>
  /** Works in such a page, and closes it whatever comes. */
  inNewPage(work: (watched: WatchedPage) => Promise<void>): Promise<void>
  /**
   * The same after signing in on the way to an address of the catalog. Not to the home page unless it is asked for: the first administrator
   * who comes there is led on to the first steps.
   */
  openAs(person: string, path?: string, options?: PageOptions): Promise<WatchedPage>
  stop(): Promise<void>
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

/** A browser that reaches the emulator at Microsoft's address and trusts its certificate without knowing its authority. */
async function launchTrusting(emulator: RunningEmulator): Promise<Browser> {
  return launchChromium({ proxyUrl: emulator.proxyUrl, trustedKeys: [await keyOf(emulator)] })
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
  const [emulator, database, port] = await Promise.all([
    startEmulator(),
    createTestDatabase('e2e'),
    freePort(),
  ])
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
    const browser = await launchTrusting(emulator).catch(async (error: unknown) => {
      await catalog.stop()
      throw error
    })
    const open = (pageOptions?: PageOptions): Promise<WatchedPage> => openWatchedPage(browser, pageOptions)
    return {
      url,
      emulator,
      setupUrl: catalog.setupUrl,
      log: catalog.log,
      open,
      async inNewPage(work) {
        const watched = await open()
        try {
          await work(watched)
        } finally {
          await watched.context.close()
        }
      },
      async openAs(person, path = '/activity', pageOptions) {
        const watched = await open(pageOptions)
        await watched.page.goto(url + path)
        await signIn(watched.page, person)
        return watched
      },
      async stop() {
        await browser.close()
        await catalog.stop()
        await release()
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}
