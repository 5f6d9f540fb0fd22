/** Remembers which version endpoint a caller used last: all that tells SDK scripts of two generations apart. */
import { hash } from 'node:crypto'
import type { Queryable } from '@waymark/identity'

/** Who called: a verified token and the address it came from. */
export interface Caller {
  readonly token: string
  readonly remoteAddress: string
}

export interface GenerationMemory {
  recall(caller: Caller): Promise<string | undefined>
  /** Writes only what changed. Callers must have been verified: nobody else's memory is touched. */
  remember(caller: Caller, generation: string): Promise<void>
}

/** How long a replica believes what it read, in milliseconds. Its own writes take effect at once. */
const believeMs = 2000
const maxRemembered = 10_000
/** Rows of callers that were not heard of for so long go. */
const forgetAfterDays = 30

/** The table's migration, for the composition to apply beside the engine's. */
export const apiMigrations = { directory: new URL('../../migrations/', import.meta.url) }

function keyOf({ token, remoteAddress }: Caller): string {
  return hash('sha256', `${token}\0${remoteAddress}`)
}

/** Memory in PostgreSQL, so that it holds on every replica and through restarts; a token is kept as a hash only. */
export function createGenerationMemory(database: Queryable, now: () => number): GenerationMemory {
  const recent = new Map<string, { generation: string | undefined; untilMs: number }>()

  const keep = (key: string, generation: string | undefined) => {
    if (recent.size >= maxRemembered) recent.clear()
    recent.set(key, { generation, untilMs: now() + believeMs })
    return generation
  }

  return {
    async recall(caller) {
      const key = keyOf(caller)
      const known = recent.get(key)
      if (known && known.untilMs > now()) return known.generation
      const { rows } = await database.query<{ generation: string }>(
        'select generation from client_generation where caller = $1',
        [key],
      )
      return keep(key, rows[0]?.generation)
    },
    async remember(caller, generation) {
      if ((await this.recall(caller)) === generation) return
      const key = keyOf(caller)
      await database.query(
        `insert into client_generation (caller, generation) values ($1, $2)
         on conflict (caller) do update set generation = excluded.generation, seen_at = now()`,
        [key, generation],
      )
      await database.query(
        'delete from client_generation where seen_at < now() - make_interval(days => $1::int)',
        [forgetAfterDays],
      )
      keep(key, generation)
    },
  }
}
