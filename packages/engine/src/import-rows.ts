/** Imports many entities of one type in one transaction, or tries to and changes nothing. */
import type { Problem } from '@waymark/spec'
import type { Database } from './database.ts'
import { ancestryFields, type EntityType } from './entity-type.ts'
import { isObject } from './json-body.ts'
import { type WriteContext, type WriteMode, writeBatch } from './write.ts'
import { untilSettled } from './write-one.ts'
import type { WriteResult } from './write-options.ts'

/** Rows planned together; more would hold more memory and win nothing. */
const chunkRows = 100

type Answer = WriteResult | Problem

/** Takes back a transaction whose answers are all that was wanted. */
class Tried extends Error {
  override readonly name = 'Tried'
  readonly answers: readonly Answer[]
  constructor(answers: readonly Answer[]) {
    super('The import was only tried.')
    this.answers = answers
  }
}

/**
 * Answers stand in the order of the bodies; a row with a problem leaves nothing behind, the others are stored together.
 * With `dryRun` nothing is stored, and every answer is what it would have been: rows see those before them.
 */
export async function importRows(
  database: Database,
  context: WriteContext,
  type: EntityType,
  bodies: readonly unknown[],
  mode: WriteMode,
  dryRun: boolean,
): Promise<readonly Answer[]> {
  try {
    return await untilSettled(database, async (tx) => {
      const answers: Answer[] = []
      for (const chunk of chunks(type, bodies)) {
        answers.push(...(await writeBatch(tx, context, type, chunk, mode)))
      }
      if (dryRun) throw new Tried(answers)
      return answers
    })
  } catch (error) {
    if (error instanceof Tried) return error.answers
    throw error
  }
}

/** A chunk names no entity twice, and nothing below one of its own. */
function* chunks(type: EntityType, bodies: readonly unknown[]): Generator<readonly unknown[]> {
  const ancestors = [...ancestryFields(type.definition.parent)]
  let chunk: unknown[] = []
  let names = new Set<string>()
  for (const body of bodies) {
    const row = isObject(body) ? body : {}
    const above = ancestors.map((field) => row[field]).filter((value) => typeof value === 'string')
    const name = String(row.name).toLowerCase()
    const isBelow = above.some((fqn) => [...names].some((one) => fqn.toLowerCase().endsWith(one)))
    if (chunk.length >= chunkRows || names.has(name) || isBelow) {
      yield chunk
      chunk = []
      names = new Set()
    }
    chunk.push(body)
    names.add(name)
  }
  if (chunk.length > 0) yield chunk
}
