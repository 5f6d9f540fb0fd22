/** Remembers which generation of clients a caller is: all that tells SDK scripts of two generations apart. */
import { hash } from 'node:crypto'
import type { Principal, Queryable } from '@waymark/identity'

/** Who called: a verified token, whose it is, and the address it came from. */
export interface Caller {
  /** The same object in all requests of a moment. */
  readonly principal: Principal
  readonly token: string
  readonly remoteAddress: string
}

/** At once where it was read lately: every request asks, and waiting for a promise costs as much as the answer. */
type Soon<T> = T | Promise<T>

export interface GenerationMemory {
  /** The generation that this token showed from this address; else the one its account and application showed. */
  recall(caller: Caller): Soon<string | undefined>
  /** Writes only what changed. Callers must have been verified: nobody else's memory is touched. */
  remember(caller: Caller, generation: string): Soon<void>
  /** The generation that an administrator fixed for a bot's account. */
  pinned(userId: string): Soon<string | undefined>
  /** Fixes it; undefined lifts it again. */
  pin(userId: string, generation: string | undefined): Promise<void>
}

/** How long a replica believes what it read, in milliseconds. Its own writes take effect at once. */
const believeMs = 2000
const maxRemembered = 10_000
/** Rows of callers that were not heard of for so long go. */
const forgetAfterDays = 30

/** The tables' migrations, for the composition to apply beside the engine's. */
export const apiMigrations = { directory: new URL('../../migrations/', import.meta.url) }

/** By what stays the same when the token is renewed: the account and the application, or the token's own id. */
const identityKey = ({ principal, remoteAddress }: Caller): string => {
  const { tokenId, userId, clientId, via } = principal
  return hash('sha256', `identity\0${tokenId ?? `${userId}/${clientId ?? via}`}\0${remoteAddress}`)
}

/** What was read lately, forgotten after a while or when there is too much of it. */
function createRecent(now: () => number) {
  const recent = new Map<string, { generation: string | undefined; untilMs: number }>()
  const reading = new Map<string, Promise<string | undefined>>()
  function keep(key: string, generation: string | undefined): string | undefined {
    if (recent.size >= maxRemembered) recent.clear()
    recent.set(key, { generation, untilMs: now() + believeMs })
    return generation
  }
  return {
    keep,
    /** Once for all who ask meanwhile. */
    read(key: string, look: () => Promise<string | undefined>): Promise<string | undefined> {
      const underWay = reading.get(key)
      if (underWay) return underWay
      const started = look()
        .then((generation) => keep(key, generation))
        .finally(() => reading.delete(key))
      reading.set(key, started)
      return started
    },
    get(key: string): { readonly generation: string | undefined } | undefined {
      const known = recent.get(key)
      return known && known.untilMs > now() ? known : undefined
    },
  }
}

/** Memory in PostgreSQL, so that it holds on every replica and through restarts. */
export function createGenerationMemory(database: Queryable, now: () => number): GenerationMemory {
  const callers = createRecent(now)
  const bots = createRecent(now)
  const keys = new WeakMap<object, { readonly remoteAddress: string; readonly key: string }>()

  /** A token is kept as a hash only. */
  const tokenKey = ({ principal, token, remoteAddress }: Caller): string => {
    const known = keys.get(principal)
    if (known?.remoteAddress === remoteAddress) return known.key
    const key = hash('sha256', `${token}\0${remoteAddress}`)
    keys.set(principal, { remoteAddress, key })
    return key
  }

  const recall = (caller: Caller): Soon<string | undefined> => {
    const byToken = tokenKey(caller)
    const known = callers.get(byToken)
    return known ? known.generation : callers.read(byToken, () => readCaller(caller, byToken))
  }
  const readCaller = async (caller: Caller, byToken: string): Promise<string | undefined> => {
    const { rows } = await database.query<{ caller: string; generation: string }>(
      'select caller, generation from client_generation where caller = any($1)',
      [[byToken, identityKey(caller)]],
    )
    const own = rows.find((row) => row.caller === byToken) ?? rows[0]
    return own?.generation
  }

  const write = async (
    caller: Caller,
    generation: string,
    recalled: Soon<string | undefined>,
  ): Promise<void> => {
    if ((await recalled) === generation) return
    await database.query(
      `insert into client_generation (caller, generation) select unnest($1::text[]), $2
       on conflict (caller) do update set generation = excluded.generation, seen_at = now()`,
      [[tokenKey(caller), identityKey(caller)], generation],
    )
    await database.query(
      'delete from client_generation where seen_at < now() - make_interval(days => $1::int)',
      [forgetAfterDays],
    )
    callers.keep(tokenKey(caller), generation)
  }

  const readPinned = async (userId: string): Promise<string | undefined> => {
    const { rows } = await database.query<{ generation: string }>(
      'select generation from bot_generation where user_id = $1',
      [userId],
    )
    return rows[0]?.generation
  }

  return {
    recall,
    remember(caller, generation) {
      const recalled = recall(caller)
      if (recalled === generation) return
      return write(caller, generation, recalled)
    },
    pinned(userId) {
      const known = bots.get(userId)
      return known ? known.generation : bots.read(userId, () => readPinned(userId))
    },
    async pin(userId, generation) {
      if (generation === undefined) {
        await database.query('delete from bot_generation where user_id = $1', [userId])
      } else {
        await database.query(
          `insert into bot_generation (user_id, generation) values ($1, $2)
           on conflict (user_id) do update set generation = excluded.generation`,
          [userId, generation],
        )
      }
      bots.keep(userId, generation)
    },
  }
}
