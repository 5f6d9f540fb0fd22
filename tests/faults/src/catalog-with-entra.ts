/** A catalog as a process on a database of its own, whose clock can be set, beside an Entra ID that knows the ingestion bot's application. */
import { type SkewedClock, skewedClock } from '../../processes/src/skewed-clock.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { createOwnDatabase } from './own-database.ts'

export interface CatalogWithEntra {
  readonly catalog: RunningCatalog
  readonly emulator: RunningEmulator
  readonly clock: SkewedClock
  /** Connection string of the database. */
  readonly databaseUrl: string
  stop(): Promise<void>
}

/** @param prepare - is done to the emulator before the catalog starts */
export async function startCatalogWithEntra(
  environment: Readonly<Record<string, string>> = {},
  prepare: (emulator: RunningEmulator) => Promise<void> = async () => undefined,
): Promise<CatalogWithEntra> {
  const database = await createOwnDatabase()
  const emulator = await startEmulator()
  const clock = skewedClock(0)
  await prepare(emulator)
  const catalog = await startCatalog({
    environment: {
      ...emulator.environment,
      ...clock.environment,
      DATABASE_URL: database.url,
      AUTHENTICATION_PROVIDER: 'azure',
      AUTHENTICATION_AUTHORITY: emulator.authority,
      AUTHENTICATION_CLIENT_ID: fjordlight.uiAppId,
      AUTHENTICATION_CALLBACK_URL: 'http://localhost:8585/callback',
      WAYMARK_AUTH_FAILURE_LIMIT: '0',
      ...environment,
    },
  })
  await catalog.admin('bot-bind', {
    name: 'ingestion-bot',
    tenant: emulator.tenantId,
    app: fjordlight.ingestionAppId,
    object: fjordlight.ingestionObjectId,
  })
  return {
    catalog,
    emulator,
    clock,
    databaseUrl: database.url,
    async stop() {
      await catalog.stop()
      await emulator.stop()
      clock.dispose()
      await database.drop()
    },
  }
}
