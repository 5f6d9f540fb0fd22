/** Sends reads that cost much to hot standbys, and to the primary whenever a standby could show less than it. */
import { isProblem } from '@waymark/spec'
import type { PoolConfig } from 'pg'
import { type Database, hasSqlState, openDatabase } from '../database.ts'
import { sharedQuestion } from './shared-question.ts'
import { createStandby, type StandbyStatus, type TellStandby } from './standby.ts'
import { promisedPosition } from './wal-position.ts'

export interface ReadRouting {
  /**
   * Runs `work`, which only reads, on a standby that shows everything that was acknowledged before this call, by whatever replica
   * and to whomever; on the primary where there is none, or where the standby fails meanwhile.
   */
  run<T>(work: (on: Database) => Promise<T>): Promise<T>
  status(): readonly StandbyStatus[]
  close(): Promise<void>
}

export interface StandbyOptions {
  /** What `pg.Pool` takes, one per standby, each with a name for logs and metrics. */
  readonly standbys: readonly { readonly name: string; readonly connection: PoolConfig }[]
  /** Of each pool. */
  readonly maxConnections: number
  /** Told when the state of a standby changes. */
  readonly tell: TellStandby
}

/** Nobody waits longer for a standby that is away, or was lost without a word: the primary is there. */
const patience = { connectionTimeoutMillis: 1000, query_timeout: 15_000 }

export function primaryOnly(primary: Database): ReadRouting {
  return { run: (work) => work(primary), status: () => [], close: async () => undefined }
}

export function openReadRouting(primary: Database, options: StandbyOptions): ReadRouting {
  const standbys = options.standbys.map(({ name, connection }) => {
    const database = openDatabase({
      connection: { ...patience, verify: oneServer(), ...connection },
      maxConnections: options.maxConnections,
    })
    return createStandby(name, primary, database, options.tell)
  })
  const promised = sharedQuestion(() => promisedPosition(primary))
  let turn = 0

  /** In turn, of those that are ready. */
  const choose = () => {
    const ready = standbys.filter((standby) => standby.isReady())
    turn += 1
    return ready[turn % ready.length]
  }

  return {
    async run(work) {
      const standby = choose()
      if (!standby) return await work(primary)
      const position = await promised().catch(() => undefined)
      if (!position) return await work(primary)
      try {
        if (!(await standby.hasReached(position))) return await work(primary)
        const answer = await work(standby.database)
        // Promoted meanwhile, it may have shown what the primary never had.
        if (!(await standby.isStillThere(position))) return await work(primary)
        standby.countAnswer()
        return answer
      } catch (error) {
        if (isAnswer(error)) throw error
        standby.failed()
        return await work(primary)
      }
    },
    status: () => standbys.map((standby) => standby.status()),
    async close() {
      await Promise.all(standbys.map((standby) => standby.close()))
    },
  }
}

/**
 * Lets connections of a pool lead to one server at a time. Behind an address that several share (a balancer, a name with several records), one
 * would say how far it is, and another would answer.
 */
function oneServer(): NonNullable<PoolConfig['verify']> {
  let server: string | undefined
  let connected = 0
  return (client, done) => {
    client
      .query<{ started: string }>('select pg_postmaster_start_time()::text as started')
      .then(({ rows }) => {
        const started = rows[0]?.started
        if (connected > 0 && started !== server) throw new Error('Several servers answer at this address.')
        server = started
        connected += 1
        client.once('end', () => {
          connected -= 1
        })
      })
      .then(() => done(), done)
  }
}

/** What the primary would say too: the caller's mistakes, and a statement that took too long. */
function isAnswer(error: unknown): boolean {
  if (!isProblem(error)) return false
  return error.code !== 'database-unavailable' || hasSqlState(error, '57014')
}
