/** Keeps a boolean true for one entity of a type at most (`persona.default`): whoever gets it last has it. */
import type { Tx } from './database.ts'
import { entityColumns, selectEntities, updateEntities } from './entity-rows.ts'
import type { EntityType } from './entity-type.ts'
import type { Plan } from './plan.ts'

const selectHolders = `
select ${entityColumns} from entity
 where entity.type = $1 and entity.attributes @> $2::jsonb and entity.id <> $3
 order by entity.id
   for no key update`

/** Unsets the member everywhere else. The others get no new version: they lost it, nobody changed them. */
export async function unsetElsewhere(tx: Tx, type: EntityType, plans: readonly Plan[]): Promise<void> {
  for (const member of type.definition.onlyOne ?? []) {
    const winner = plans.findLast(
      ({ after, changed }) => changed.includes(member) && after.document[member] === true,
    )
    if (!winner) continue
    const values = [type.type, JSON.stringify({ [member]: true }), winner.after.id]
    const holders = await selectEntities(tx, 'only-one-holders', selectHolders, values)
    await updateEntities(
      tx,
      holders.map((entity) => ({
        type,
        entity: { ...entity, document: { ...entity.document, [member]: false } },
      })),
    )
  }
}
