/** Refuses to delete for good what others cannot be without: the chart that a KPI measures, the account of a bot. */
import { problem } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { EntityTypes } from './entity-type.ts'

interface Need {
  readonly type: string
  readonly fqn: string
  readonly gone_type: string
  readonly gone: string
}

const namedAtMost = 5

/** Locks the holders, so that two deletions never each leave the other's end as the last one. */
const lockHolders = (holder: string, end: string) => `
select holder.id from relationship link
  join entity holder on holder.id = link.${holder}
  join unnest($2::text[], $3::text[]) as needs (type, relationship)
    on needs.type = holder.type and needs.relationship = link.relationship
 where link.${end} = any($1::uuid[]) and holder.id <> all($4::uuid[])
 order by holder.id
   for update of holder`

const selectNeeds = (holder: string, end: string) => `
select holder.type, holder.fqn, gone.type as gone_type, gone.fqn as gone
  from entity holder
  join relationship link on link.${holder} = holder.id
  join unnest($2::text[], $3::text[]) as needs (type, relationship)
    on needs.type = holder.type and needs.relationship = link.relationship
  join entity gone on gone.id = link.${end}
 where holder.id = any($1::uuid[]) and gone.id = any($4::uuid[])
   and not exists (
     select 1 from relationship other
      where other.${holder} = holder.id and other.relationship = link.relationship
        and other.${end} <> all($4::uuid[]))
 order by holder.type, holder.fqn collate "C"
 limit ${namedAtMost + 1}`

/**
 * @param part - some of the entities that are about to go
 * @param all - all of them: who goes along needs nothing any more
 * @throws problem `entity-needed` naming who would be left without a link that it must have
 */
export async function requireUnneeded(
  tx: Tx,
  types: EntityTypes,
  part: readonly string[],
  all: readonly string[],
): Promise<void> {
  for (const direction of ['out', 'in'] as const) {
    const needs = types.required.filter(({ link }) => link.out === (direction === 'out'))
    const [holder, end] = direction === 'out' ? ['from_id', 'to_id'] : ['to_id', 'from_id']
    const declared = [needs.map(({ type }) => type), needs.map(({ link }) => link.relationship)]
    const locked = await tx.query<{ id: string }>({
      name: `needed-lock-${direction}`,
      text: lockHolders(holder, end),
      values: [part, ...declared, all],
    })
    if (locked.rows.length === 0) continue
    const { rows } = await tx.query<Need>({
      name: `needed-select-${direction}`,
      text: selectNeeds(holder, end),
      values: [locked.rows.map(({ id }) => id), ...declared, all],
    })
    const [first] = rows
    if (!first) continue
    const holders = rows.map(({ type, fqn }) => `${type} '${fqn}'`)
    throw problem('entity-needed', {
      type: types.of(first.gone_type).definition.label,
      name: first.gone,
      holders: [...holders.slice(0, namedAtMost), ...(rows.length > namedAtMost ? ['others'] : [])].join(
        ', ',
      ),
    })
  }
}
