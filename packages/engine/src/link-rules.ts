/** Rules between both ends of a link: who stands alone, what both have to share, and that chains never close. */
import { type EntityReference, problem } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { EntityType, EntityTypes, Link } from './entity-type.ts'
import { readLinks } from './links.ts'
import type { Plan } from './plan.ts'

/** An entity with the ends that one of its own links has or is about to get. */
interface Linked {
  readonly type: EntityType
  readonly entity: { readonly id: string; readonly type: string; readonly fqn: string }
  readonly link: Link
  readonly ends: readonly EntityReference[]
}

/** @throws problem `body-invalid` naming the link and what it allows */
export async function checkLinks(tx: Tx, types: EntityTypes, plan: Plan): Promise<void> {
  if (plan.outcome === 'unchanged') return
  for (const link of plan.type.ownLinks) {
    const others = link.shares === undefined ? [] : [link.shares]
    const touched = [link.name, ...others].some((name) => plan.changed.includes(name))
    if (!touched) continue
    const shown = plan.fullAfter[link.name] ?? []
    const all = (Array.isArray(shown) ? shown : [shown]) as EntityReference[] // composed by the engine from its rows
    const ends = all.filter((one) => one.inherited !== true)
    const linked: Linked = { type: plan.type, entity: plan.after, link, ends }
    checkAlone(linked)
    await checkAcyclic(tx, linked)
    await checkShared(tx, types, linked, sharedOf(plan, link))
  }
}

/** The same for a link that is about to be added by itself. */
export async function checkAddedLink(
  tx: Tx,
  types: EntityTypes,
  linked: Linked,
  added: EntityReference,
): Promise<void> {
  checkAlone({ ...linked, ends: [...linked.ends.filter(({ id }) => id !== added.id), added] })
  await checkAcyclic(tx, { ...linked, ends: [added] })
  await checkShared(tx, types, { ...linked, ends: [added] }, undefined)
}

function checkAlone({ link, ends }: Linked): void {
  const alone = ends.find((end) => link.alone?.includes(end.type))
  if (!alone || ends.length < 2) return
  throw problem('body-invalid', {
    field: link.name,
    expected: `${alone.type} '${alone.fullyQualifiedName}' stands alone: name it and nobody else, or any number of others.`,
  })
}

const reaches = (here: string, there: string) => `
with recursive chain (id) as (
  select unnest($1::uuid[])
  union
  select link.${there} from chain join relationship link on link.${here} = chain.id and link.relationship = $2
)
select entity.fqn from chain join entity on entity.id = chain.id where chain.id = $3`

/** Two writers could each close the other's chain, so those of one kind of link take turns. */
async function checkAcyclic(tx: Tx, { entity, link, ends }: Linked): Promise<void> {
  if (!link.acyclic || ends.length === 0) return
  await tx.query({
    name: 'link-acyclic-lock',
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 1))',
    values: [link.relationship],
  })
  const text = link.out ? reaches('from_id', 'to_id') : reaches('to_id', 'from_id')
  const { rows } = await tx.query<{ fqn: string }>({
    name: `link-acyclic-${link.out ? 'out' : 'in'}`,
    text,
    values: [ends.map(({ id }) => id), link.relationship, entity.id],
  })
  if (rows.length === 0) return
  throw problem('body-invalid', {
    field: link.name,
    expected: `must not lead back to '${entity.fqn}' itself.`,
  })
}

/** What the entity will have of the link in which both ends meet, own or inherited; undefined: what it has now. */
function sharedOf(plan: Plan, link: Link): readonly string[] | undefined {
  const shared = link.shares === undefined ? undefined : plan.fullAfter[link.shares]
  return Array.isArray(shared) ? (shared as EntityReference[]).map(({ id }) => id) : undefined // composed by the engine
}

async function checkShared(
  tx: Tx,
  types: EntityTypes,
  { entity, link, ends }: Linked,
  planned: readonly string[] | undefined,
): Promise<void> {
  const { shares } = link
  if (shares === undefined || ends.length === 0) return
  const mine = new Set(planned ?? (await idsOf(tx, types, [entity], shares)).get(entity.id) ?? [])
  const theirs = await idsOf(tx, types, ends, shares)
  const stranger = ends.find((end) => !(theirs.get(end.id) ?? []).some((id) => mine.has(id)))
  if (!stranger) return
  throw problem('body-invalid', {
    field: link.name,
    expected: `${stranger.type} '${stranger.fullyQualifiedName}' and '${entity.fqn}' have none of their ${shares} in common. Give both one.`,
  })
}

/** Ids at the other ends of a link, own or inherited, of entities of any types that have it. */
async function idsOf(
  tx: Tx,
  types: EntityTypes,
  entities: readonly { readonly id: string; readonly type: string }[],
  name: string,
): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>()
  for (const type of new Set(entities.map((one) => one.type))) {
    const link = types.of(type).links.find((one) => one.name === name)
    if (!link) continue
    const ids = entities.filter((one) => one.type === type).map((one) => one.id)
    for (const [id, of] of await readLinks(tx, ids, [link], true)) {
      found.set(
        id,
        (of.get(name) ?? []).map((one) => one.id),
      )
    }
  }
  return found
}
