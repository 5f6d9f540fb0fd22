/** What the first steps of a catalog are told of the machine that it runs on. */
import type { IngestionRunner, ThisMachine } from '@waymark/api'
import type { Catalog } from '../catalog.ts'
import type { ServerConfig } from '../config/server-config.ts'

/** What it does is loaded when it is asked for. */
export function createThisMachine(
  { home, database }: Pick<ServerConfig, 'home' | 'database'>,
  { engine, admin: { embeddedDatabaseUrl, version }, serverUrl }: Catalog,
  runner: IngestionRunner,
): ThisMachine {
  const surroundings = { engine, runner, embeddedDatabaseUrl }
  // One at a time: of two who ask at once, the second finds what the first has made.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }
  return {
    async look() {
      const [{ findSources, usualPorts }, { demoState }] = await Promise.all([
        import('./found-sources.ts'),
        import('./demo-data.ts'),
      ])
      const own = database ?? { connectionString: embeddedDatabaseUrl ?? '' }
      const [found, demo] = await Promise.all([
        findSources({
          own,
          isEmbedded: embeddedDatabaseUrl !== undefined,
          ports: usualPorts,
          directory: process.cwd(),
        }),
        demoState(surroundings),
      ])
      return { version, url: serverUrl, dataDirectory: home, found, demo }
    },
    loadDemo: (askedBy) =>
      inTurn(async () => (await import('./demo-data.ts')).loadDemo(surroundings, askedBy)),
    removeDemo: (askedBy) =>
      inTurn(async () => (await import('./demo-data.ts')).removeDemo(surroundings, askedBy)),
  }
}
