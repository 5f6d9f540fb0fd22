/** Keeps the index of OpenSearch up to date from the outbox that PostgreSQL fills with every change of a search document. */
import { setTimeout } from 'node:timers/promises'
import type { Database, Tx } from '../../database.ts'
import type { SearchFeed } from '../search-contract.ts'
import type { SearchDocument } from '../search-document.ts'
import { isNoting, noteChanges } from '../search-outbox.ts'
import { indexed, layout, layoutDigest } from './index-layout.ts'
import { type Json, type OpenSearchClient, OpenSearchError } from './open-search-client.ts'

/** Documents of one bulk request: a few megabytes at most of wide tables. */
const chunk = 500
const pollMs = 500
const longestRestMs = 30_000
/** An index that is lost is made anew, and is empty at first: nobody searches it for longer than this. */
const knownForMs = 1000
/** Any number that nothing else of this database locks. */
const lockKey = 7_213_004

const pick = `
select max(sequence) as version, array_agg(sequence) as sequences, entity_id
  from (select sequence, entity_id from search_change order by sequence limit ${chunk}) as oldest
 group by entity_id`

interface Change {
  readonly version: string
  readonly sequences: readonly string[]
  readonly entity_id: string
}

export interface SearchFeedParts {
  readonly database: Database
  readonly client: OpenSearchClient
  /** Address of the cluster, without a password. */
  readonly url: string
  readonly alias: string
  /** The documents of entities as they are now; what is gone is left out. */
  readonly documents: (tx: Tx, ids: readonly string[]) => Promise<readonly SearchDocument[]>
  readonly now: () => number
  readonly warn: (error: unknown) => void
}

export function createSearchFeed(parts: SearchFeedParts): SearchFeed {
  const { database, client, url, alias, documents, now, warn } = parts
  const index = `${alias}-${layoutDigest()}`
  let filled = false
  let lookAgainMs = 0

  /** The index and the alias, made where they are missing. Answers what tells this index from one that stood here before. */
  const ensureIndex = async (): Promise<string> => {
    try {
      await client.request('PUT', index, layout)
    } catch (error) {
      const exists = error instanceof OpenSearchError && error.type === 'resource_already_exists_exception'
      if (!exists) throw error
    }
    const known = (await client.request('GET', `${alias}-*/_alias`)) as Readonly<
      Record<string, { aliases: Json }>
    > // its documented answer
    const others = Object.keys(known).filter(
      (name) => name !== index && new RegExp(`^${alias}-[0-9a-f]{12}$`).test(name),
    )
    await client.request('POST', '_aliases', {
      actions: [...others.map((name) => ({ remove_index: { index: name } })), { add: { index, alias } }],
    })
    const settings = await client.request('GET', `${index}/_settings`)
    const { uuid } =
      (settings as Readonly<Record<string, { settings: { index: { uuid: string } } }>>)[index]?.settings
        .index ?? {}
    return `${url}/${index}/${uuid}`
  }

  /** From here on every change is noted; an index that has not heard of this catalog before is told everything. */
  const start = async (): Promise<void> => {
    const target = await ensureIndex()
    await database.transaction(async (tx) => {
      const off = await noteChanges(tx)
      await tx.query('select pg_advisory_xact_lock($1)', [lockKey])
      const { rows: known } = await tx.query<{ target: string }>('select target from search_feed')
      if (!off && known[0]?.target === target) return
      await tx.query('delete from search_change')
      await tx.query(
        `insert into search_feed (target) values ($1)
         on conflict (only_one) do update set target = excluded.target, filled_at = null`,
        [target],
      )
      await tx.query('insert into search_change (entity_id) select entity_id from search_document')
    })
  }

  const bulk = async (changes: readonly Change[], found: readonly SearchDocument[]): Promise<void> => {
    const byId = new Map(found.map((document) => [document.entity_id, document]))
    // A later change has a higher number, so what two feeders send out of order does no harm.
    const lines = changes.flatMap(({ entity_id, version }) => {
      const document = byId.get(entity_id)
      const about = { _id: entity_id, version: Number(version), version_type: 'external_gte' }
      return document ? [{ index: about }, indexed(document)] : [{ delete: about }]
    })
    const answer = await client.bulk(`${alias}/_bulk?require_alias=true`, lines)
    if (answer.errors !== true) return
    const items = answer.items as readonly Readonly<Record<string, { status: number; error?: Json }>>[] // its documented answer
    const refused = items
      .flatMap((item) => Object.values(item))
      .find(({ status, error }) => error !== undefined && status !== 409 && status !== 404)
    if (!refused) {
      const gone = items.some((item) =>
        Object.values(item).some(({ error }) => error?.type === 'index_not_found_exception'),
      )
      if (gone) throw new OpenSearchError('The index is gone.', 404, 'index_not_found_exception')
      return
    }
    throw new OpenSearchError(
      `OpenSearch refused a document: ${String(refused.error?.reason).slice(0, 300)}`,
      refused.status,
      String(refused.error?.type),
    )
  }

  /** @returns how many changes were told; undefined while another replica is at it */
  const step = async (): Promise<number | undefined> =>
    await database.transaction(async (tx) => {
      const { rows } = await tx.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [
        lockKey,
      ])
      if (rows[0]?.mine !== true) return undefined
      const { rows: changes } = await tx.query<Change>({ name: 'search-feed-pick', text: pick })
      if (changes.length === 0) {
        await tx.query('update search_feed set filled_at = now() where filled_at is null')
        return 0
      }
      await bulk(
        changes,
        await documents(
          tx,
          changes.map((change) => change.entity_id),
        ),
      )
      const told = changes.flatMap((change) => change.sequences)
      await tx.query('delete from search_change where sequence = any($1::bigint[])', [told])
      return told.length
    })

  const drain = async (): Promise<void> => {
    while ((await step()) !== 0) await setTimeout(0)
    await client.request('POST', `${alias}/_refresh`)
  }

  return {
    async run(signal) {
      let isStarted = false
      let restMs = pollMs
      while (!signal.aborted) {
        try {
          if (!isStarted) await start()
          isStarted = true
          const told = await step()
          restMs = pollMs
          if (told !== undefined && told > 0) continue
        } catch (error) {
          warn(error)
          isStarted = false // the index may be another one when OpenSearch is back
          restMs = Math.min(restMs * 2, longestRestMs)
        }
        await setTimeout(restMs, undefined, { signal }).catch(() => undefined)
      }
    },
    start,
    drain,
    async isFilled() {
      if (now() < lookAgainMs) return filled
      const { rows } = await database.query<{ filled: boolean }>(
        'select filled_at is not null and starts_with(target, $1) as filled from search_feed',
        [`${url}/${index}/`],
      )
      // A restored catalog has the row, but noted nothing.
      filled = rows[0]?.filled === true && (await isNoting(database))
      lookAgainMs = now() + knownForMs
      return filled
    },
    async lag() {
      const { rows } = await database.query<{ waiting: string; oldest: Date | null }>(
        'select count(*) as waiting, min(changed_at) as oldest from search_change',
      )
      const { waiting = '0', oldest = null } = rows[0] ?? {}
      return {
        waiting: Number(waiting),
        oldestMs: oldest === null ? 0 : Math.max(0, now() - oldest.getTime()),
      }
    },
  }
}
