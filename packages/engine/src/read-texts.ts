/** Reads stored texts: what is asked for in one turn of the event loop goes to PostgreSQL as one statement. */
import type { Tx } from './database.ts'
import type { EntityType, EntityTypes } from './entity-type.ts'
import { includeSql, notFound, readText, selectionOf } from './read.ts'
import type { EntityKey, Include } from './write-options.ts'

/** Keys of one statement: enough to share the round trip, few enough for wide tables. */
const mostAtOnce = 16

/**
 * As many values whatever was asked for, no key among the rest: for a list of two or four PostgreSQL expects so little work that
 * it plans anew each time, which takes longer than reading.
 */
function padded(values: readonly string[]): readonly (string | null)[] {
  return [...values, ...Array.from({ length: mostAtOnce - values.length }, () => null)]
}

interface Asked {
  readonly key: EntityKey
  readonly value: string
  resolve(text: string): void
  reject(error: unknown): void
}

interface Group {
  readonly type: EntityType
  readonly by: 'id' | 'name'
  readonly include: Include
  readonly asked: Asked[]
}

const matches = {
  id: 'entity.id = wanted.value::uuid',
  name: 'entity.fqn_hash = md5(wanted.value)::uuid and entity.fqn = wanted.value',
}

/**
 * A reader of texts. Each answer is at least as new as its question; a question that comes alone is not held back.
 * Half of what a read costs this process is the round trip (bench/README.md), which busy replicas so share.
 */
export function createTextReader(tx: Tx, types: EntityTypes) {
  const groups = new Map<string, Group>()

  async function readGroup({ type, by, include, asked }: Group): Promise<void> {
    const { rows } = await tx.query<{ at: number; doc: string }>({
      name: `entity-texts-${by}-${include}`,
      text: `select wanted.at::int as at, entity.doc
               from unnest($2::text[]) with ordinality as wanted (value, at)
               join entity on entity.type = $1 and ${matches[by]}${includeSql(include)}`,
      values: [type.type, padded(asked.map(({ value }) => value))],
    })
    const found = new Map(rows.map(({ at, doc }) => [at - 1, doc]))
    for (const [at, { key, resolve, reject }] of asked.entries()) {
      const text = found.get(at)
      if (text === undefined) reject(notFound(type, key))
      else resolve(text)
    }
  }

  function send(id: string): void {
    const group = groups.get(id)
    groups.delete(id)
    if (!group) return
    const [first] = group.asked
    if (first && group.asked.length === 1) {
      readText(tx, types, group.type, first.key, group.include).then(first.resolve, first.reject)
      return
    }
    readGroup(group).catch((error: unknown) => {
      for (const { reject } of group.asked) reject(error)
    })
  }

  /** @throws problem `entity-not-found` */
  return async (type: EntityType, key: EntityKey, include: Include): Promise<string> => {
    const { by, value } = selectionOf(types, type, key)
    return await new Promise<string>((resolve, reject) => {
      const id = `${type.type} ${by} ${include}`
      let group = groups.get(id)
      if (!group) {
        group = { type, by, include, asked: [] }
        groups.set(id, group)
        setImmediate(send, id)
      }
      group.asked.push({ key, value, resolve, reject })
      if (group.asked.length >= mostAtOnce) send(id)
    })
  }
}
