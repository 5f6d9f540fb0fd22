/** Writes of one entity each that arrive together share a transaction, as if they had come as one bulk request. */
import { isProblem } from '@waymark/spec'
import { nameOf } from './bulk.ts'
import type { Database } from './database.ts'
import { type EntityType, parentTypes } from './entity-type.ts'
import { type WriteContext, type WriteMode, writeBatch } from './write.ts'
import { isRefused, untilSettled, writeOne } from './write-one.ts'
import type { WriteResult } from './write-options.ts'

/** A transaction of that many shares its cost well, and holds its locks for a few milliseconds only. */
const mostTogether = 32
/** A write does not wait longer than this for an earlier one, which may itself be waiting for a lock. */
const longestWaitMs = 20
/** Those who were answered together write together again: so long at most the first of them to be back waits for the others. */
const gatherMs = 10

interface Asked {
  readonly body: unknown
  readonly mode: WriteMode
  resolve(result: WriteResult): void
  reject(error: unknown): void
}

interface Queue {
  readonly type: EntityType
  readonly asked: Asked[]
  running: number
  /** How many were answered together last, and how many waited by then. */
  lately: number
  timer: NodeJS.Timeout | undefined
}

/**
 * A writer of single entities. A create is a dozen statements and a commit, most of whose cost is the way to PostgreSQL and back: busy
 * clients so pay it once for several. Each write is authorized for its own caller and answered after its own data is committed;
 * one that is refused leaves the others alone, and where a shared transaction fails, each is written by itself.
 */
export function createWriter(database: Database, context: WriteContext) {
  const queues = new Map<string, Queue>()

  async function writeTogether(type: EntityType, asked: readonly Asked[]): Promise<void> {
    const [first] = asked
    if (!first) return
    if (asked.length > 1) {
      try {
        const mode = { ...first.mode, authorizers: asked.map((one) => one.mode.options.authorize) }
        const bodies = asked.map(({ body }) => body)
        const answers = await untilSettled(database, (tx) => writeBatch(tx, context, type, bodies, mode))
        for (const [at, { resolve, reject }] of asked.entries()) {
          const answer = answers[at]
          if (answer === undefined || isRefused(answer)) reject(answer)
          else resolve(answer)
        }
        return
      } catch (error) {
        if (isProblem(error, 'database-unavailable', 'outcome-unknown')) throw error
      }
    }
    for (const { body, mode, resolve, reject } of asked)
      await writeOne(database, context, type, body, mode).then(resolve, reject)
  }

  function send(key: string): void {
    const queue = queues.get(key)
    if (!queue) return
    clearTimeout(queue.timer)
    queue.timer = undefined
    const taken = takeDistinct(queue)
    if (taken.length === 0) {
      if (queue.running === 0) queues.delete(key)
      return
    }
    queue.running += 1
    writeTogether(queue.type, taken)
      .catch((error: unknown) => {
        for (const { reject } of taken) reject(error)
      })
      .finally(() => {
        queue.running -= 1
        // Those who asked meanwhile wait for the others too: clients that take turns would never meet.
        queue.lately = Math.min(taken.length + queue.asked.length, mostTogether)
        sendWhenGathered(key, queue)
      })
    // A name that was asked for twice waits for its turn.
    if (queue.asked.length > 0) queue.timer ??= setTimeout(send, longestWaitMs, key)
  }

  /** At once where as many are back as were answered together, or one was answered alone. */
  function sendWhenGathered(key: string, queue: Queue): void {
    if (queue.asked.length >= queue.lately || queue.lately === 1) send(key)
    else {
      clearTimeout(queue.timer)
      queue.timer = setTimeout(send, gatherMs, key)
    }
  }

  return (type: EntityType, body: unknown, mode: WriteMode): Promise<WriteResult> => {
    // A parent and its child are never written together.
    if (parentTypes(type.definition.parent).includes(type.type))
      return writeOne(database, context, type, body, mode)
    return new Promise((resolve, reject) => {
      const { kind, actor, options } = mode
      const key = JSON.stringify([type.type, kind, actor, options.asSystem, options.quiet])
      let queue = queues.get(key)
      if (!queue) {
        queue = { type, asked: [], running: 0, lately: 0, timer: undefined }
        queues.set(key, queue)
        setImmediate(send, key)
      }
      queue.asked.push({ body, mode, resolve, reject })
      if (queue.running > 0) queue.timer ??= setTimeout(send, longestWaitMs, key)
      else if (queue.lately > 0 && queue.asked.length === queue.lately) setImmediate(send, key)
    })
  }
}

/** Takes what can be written together: no name twice. */
function takeDistinct({ type, asked }: Queue): Asked[] {
  const names = new Set<string>()
  const taken: Asked[] = []
  const left: Asked[] = []
  for (const one of asked) {
    const name = nameOf(type, one.body)
    if (taken.length >= mostTogether || names.has(name)) left.push(one)
    else taken.push(one)
    names.add(name)
  }
  asked.splice(0, asked.length, ...left)
  return taken
}
