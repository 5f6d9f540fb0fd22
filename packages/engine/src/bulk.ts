/** Writes many entities of one type: few transactions, many rows a statement, and one bad row fails alone. */
import { type BulkOperationResult, isProblem, type Problem, problem } from '@waymark/spec'
import type { Database } from './database.ts'
import { ancestryFields, type EntityType, parentTypes } from './entity-type.ts'
import { isObject } from './json-body.ts'
import { type WriteContext, type WriteMode, writeBatch } from './write.ts'
import { isRefused, untilSettled, writeOne } from './write-one.ts'
import type { WriteResult } from './write-options.ts'

/** Rows of one transaction: enough to share its cost, few enough to keep locks short and memory flat. */
const chunkRows = 100

type Answer = WriteResult | Problem

/** Answers stand in the order of the bodies. A chunk that cannot be stored as a whole is stored row by row. */
export async function writeBulk(
  database: Database,
  context: WriteContext,
  type: EntityType,
  bodies: readonly unknown[],
  mode: WriteMode,
): Promise<BulkOperationResult> {
  const answers: Answer[] = []
  for (const chunk of chunks(type, bodies)) {
    try {
      answers.push(...(await untilSettled(database, (tx) => writeBatch(tx, context, type, chunk, mode))))
    } catch (error) {
      refuseAll(error, answers.length > 0)
      for (const body of chunk)
        answers.push(await writeAlone(database, context, type, body, mode, answers.length > 0))
    }
  }
  return resultOf(bodies, answers)
}

async function writeAlone(
  database: Database,
  context: WriteContext,
  type: EntityType,
  body: unknown,
  mode: WriteMode,
  isLater: boolean,
): Promise<Answer> {
  try {
    return await writeOne(database, context, type, body, mode)
  } catch (error) {
    refuseAll(error, isLater)
    return isProblem(error) ? error : problem('internal', {}, error)
  }
}

/** Without a database no row has an answer, not even those that earlier transactions may have stored. */
function refuseAll(error: unknown, isLater: boolean): void {
  if (isProblem(error, 'outcome-unknown')) throw error
  if (!isProblem(error, 'database-unavailable')) return
  throw isLater ? problem('outcome-unknown', error.details, error.cause) : error
}

/** A chunk never names an entity twice, nor holds both a parent and its child. */
function* chunks(type: EntityType, bodies: readonly unknown[]): Generator<readonly unknown[]> {
  const nested = parentTypes(type.definition.parent).includes(type.type)
  let chunk: unknown[] = []
  let names = new Set<string>()
  for (const body of bodies) {
    // What has no name is stored under none: thousands of such rows are refused together.
    const name = isObject(body) && typeof body.name === 'string' ? nameOf(type, body) : undefined
    if (chunk.length >= (nested ? 1 : chunkRows) || (name !== undefined && names.has(name))) {
      yield chunk
      chunk = []
      names = new Set()
    }
    chunk.push(body)
    if (name !== undefined) names.add(name)
  }
  if (chunk.length > 0) yield chunk
}

/** Enough of a name to tell rows apart; the same name below two parents only ends a chunk early. */
export function nameOf(type: EntityType, body: unknown): string {
  if (!isObject(body)) return ''
  const parents = ancestryFields(type.definition.parent).map((field) => body[field])
  return `${JSON.stringify(parents)} ${String(body.name).toLowerCase()}`
}

function resultOf(bodies: readonly unknown[], answers: readonly Answer[]): BulkOperationResult {
  const rows = answers.map((answer, at) =>
    isRefused(answer)
      ? {
          failed: true,
          row: { request: rowName(bodies[at]), message: answer.message, status: answer.status },
        }
      : {
          failed: false,
          row: {
            request: answer.entity.fullyQualifiedName,
            status: answer.outcome === 'created' ? 201 : 200,
            ...(answer.outcome === 'unchanged' ? { message: 'unchanged' } : {}),
          },
        },
  )
  const failedRequest = rows.filter(({ failed }) => failed).map(({ row }) => row)
  const successRequest = rows.filter(({ failed }) => !failed).map(({ row }) => row)
  const status =
    failedRequest.length === 0 ? 'success' : successRequest.length === 0 ? 'failure' : 'partialSuccess'
  return {
    dryRun: false,
    status,
    numberOfRowsProcessed: answers.length,
    numberOfRowsPassed: successRequest.length,
    numberOfRowsFailed: failedRequest.length,
    successRequest,
    failedRequest,
  }
}

function rowName(body: unknown): unknown {
  return isObject(body) && typeof body.name === 'string' ? body.name : body
}
