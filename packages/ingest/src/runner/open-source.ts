/** Opens the source of a run: again when it is only busy, and closed whatever happens. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Connector, type Source, SourceError } from '../connector.ts'
import type { RunContext } from './run-context.ts'

/** A connector with a connection that is valid against its schema. */
export interface Connection {
  readonly connector: Connector<unknown>
  readonly config: unknown
}

/** Runs `work` with the open source, then closes it. @throws SourceError */
export async function withSource<Result>(
  connection: Connection,
  context: Pick<RunContext, 'emit' | 'signal'>,
  work: (source: Source) => Promise<Result>,
): Promise<Result> {
  const source = await openSource(connection, context)
  try {
    return await work(source)
  } finally {
    await source.close().catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      context.emit({
        event: 'log',
        level: 'warn',
        message: `The connection to the source did not close: ${message}`,
      })
    })
  }
}

/** Waits before the second and third attempt to open a source that is only busy or starting. */
const openDelaysMs = [1_000, 3_000]

async function openSource(
  { connector, config }: Connection,
  { emit, signal }: Pick<RunContext, 'emit' | 'signal'>,
): Promise<Source> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await connector.open(config, signal)
    } catch (error) {
      const delayMs = openDelaysMs[attempt]
      const mayPass = error instanceof SourceError && error.consequence === 'retriable'
      if (!mayPass || delayMs === undefined || signal.aborted) throw error
      emit({ event: 'retry', request: 'connect to the source', delayMs, reason: error.message })
      await sleep(delayMs, undefined, { signal })
    }
  }
}
