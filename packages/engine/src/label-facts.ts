/** What has to be known of the tags and terms a write puts on an entity: whether they may be used, and what comes with them. */
import type { TagLabel } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { EntityType, EntityTypes } from './entity-type.ts'
import type { JsonObject } from './json-body.ts'
import { canonicalFqn } from './references.ts'
import { tagKey } from './tags.ts'

export interface LabelFacts {
  /** The name under which the tag is stored; undefined when there is none that lives. */
  readonly fqn: string | undefined
  readonly name: string | undefined
  /** The tag itself, or one above it, that new uses are refused of. */
  readonly disabledBy: string | undefined
  /** Families of which an asset wears one member, and the member this label is or is below of. */
  readonly exclusive: readonly { readonly family: string; readonly member: string }[]
  /** Labels that come along. */
  readonly derived: readonly TagLabel[]
}

/** Facts by `tagKey`. */
export type LabelBook = ReadonlyMap<string, LabelFacts>

interface Row {
  readonly at: number
  readonly depth: number
  readonly type: string
  readonly name: string
  readonly fqn: string
  readonly deleted: boolean
  readonly attributes: JsonObject
  readonly tags: TagLabel[] | null
}

const selectLines = `
with recursive line as (
  select wanted.at, 0 as depth, entity.id, entity.parent_id
    from unnest($1::text[], $2::text[]) with ordinality as wanted (of_type, of_fqn, at)
    join entity on entity.type = of_type and entity.fqn_hash = md5(of_fqn)::uuid and entity.fqn = of_fqn
  union all
  select line.at, line.depth + 1, entity.id, entity.parent_id
    from line join entity on entity.id = line.parent_id
)
select line.at::int, line.depth, entity.type, entity.name, entity.fqn, entity.deleted, entity.attributes,
       case when line.depth = 0 and entity.type = any($3::text[]) then entity.doc::jsonb -> 'tags' end as tags
  from line join entity on entity.id = line.id
 order by line.at, line.depth`

/** The entity type that labels of a source name. */
export function labelType(types: EntityTypes, source: string): EntityType | undefined {
  return types.all.find(({ definition }) => definition.labelling?.source === source)
}

/** Labels that come along with others have facts as well. */
export async function readLabelFacts(
  tx: Tx,
  types: EntityTypes,
  labels: readonly TagLabel[],
): Promise<LabelBook> {
  const book = await readLevel(tx, types, labels)
  const derived = [...book.values()].flatMap((facts) => facts.derived)
  const unread = derived.filter((label) => !book.has(tagKey(label)))
  return unread.length === 0 ? book : new Map([...(await readLevel(tx, types, unread)), ...book])
}

async function readLevel(
  tx: Tx,
  types: EntityTypes,
  labels: readonly TagLabel[],
): Promise<Map<string, LabelFacts>> {
  const wanted = [...new Map(labels.map((label) => [tagKey(label), label])).values()]
  if (wanted.length === 0) return new Map()
  const typeOf = (label: TagLabel) => labelType(types, label.source)?.type ?? label.source
  const deriving = types.all.filter(({ definition }) => definition.labelling?.derives)
  const { rows } = await tx.query<Row>({
    name: 'label-facts',
    text: selectLines,
    values: [
      wanted.map(typeOf),
      wanted.map((label) => canonicalFqn(types, typeOf(label), label.tagFQN)),
      deriving.map(({ type }) => type),
    ],
  })
  const lines = Map.groupBy(rows, (row) => row.at - 1)
  return new Map(wanted.map((label, at) => [tagKey(label), factsOf(types, lines.get(at) ?? [])]))
}

function factsOf(types: EntityTypes, line: readonly Row[]): LabelFacts {
  const [self] = line
  const rules = (row: Row) => types.of(row.type).definition.labelling ?? {}
  const isSet = (row: Row, member: string | undefined) =>
    member !== undefined && row.attributes[member] === true
  const exclusive = line.slice(1).flatMap((row, below) => {
    const member = line[below]
    return member && isSet(row, rules(row).exclusiveChildren) ? [{ family: row.fqn, member: member.fqn }] : []
  })
  const lives = self !== undefined && !self.deleted
  return {
    fqn: lives ? self.fqn : undefined,
    name: lives ? self.name : undefined,
    disabledBy: line.find((row) => isSet(row, rules(row).disabled))?.fqn,
    exclusive,
    derived: (self?.tags ?? []).map((label): TagLabel => ({ ...label, labelType: 'Derived' })),
  }
}
