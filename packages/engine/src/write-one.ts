/** Writes one entity in its own transaction, again when somebody else wrote the same name meanwhile. */
import type { Problem } from '@waymark/spec'
import type { Database, Tx } from './database.ts'
import type { EntityType } from './entity-type.ts'
import { ConcurrentWrite } from './store.ts'
import { type WriteContext, type WriteMode, writeBatch } from './write.ts'
import type { WriteResult } from './write-options.ts'

const mostTries = 5

/** A transaction that starts over when another one took a name first: the second look finds the entity there. */
export async function untilSettled<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await database.transaction(work)
    } catch (error) {
      if (!(error instanceof ConcurrentWrite) || tries >= mostTries) throw error
    }
  }
}

/** @throws the problem of the request */
export async function writeOne(
  database: Database,
  context: WriteContext,
  type: EntityType,
  body: unknown,
  mode: WriteMode,
): Promise<WriteResult> {
  return await untilSettled(database, async (tx) => {
    const [answer] = await writeBatch(tx, context, type, [body], mode)
    if (answer === undefined || isRefused(answer)) throw answer
    return answer
  })
}

export function isRefused(answer: WriteResult | Problem): answer is Problem {
  return answer instanceof Error
}
