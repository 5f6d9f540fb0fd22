/** Counts what the catalog holds: entities by type, service, tier and owning team, described and owned ones. */
import type { Database } from '../database.ts'
import type { CensusRow } from '../measurements.ts'

const census = `
with counted as (
  select entity.type,
         entity.doc::jsonb #>> '{service,name}' as service,
         (select min(tag_fqn) from tag_usage
           where tag_usage.entity_id = entity.id and path = '' and starts_with(tag_fqn, $2)) as tier,
         owner.team,
         owner.entity_id is not null as owned,
         coalesce(entity.doc::jsonb ->> 'description', '') <> '' as described
    from entity
    left join lateral (
      select r.to_id as entity_id,
             min(coalesce(team.name, case when r.from_type = 'team' then owner_entity.name end)) as team
        from relationship r
        join entity owner_entity on owner_entity.id = r.from_id
        left join relationship member on member.from_id = r.from_id and member.relationship = $4
        left join entity team on team.id = member.to_id and not team.deleted
       where r.to_id = entity.id and r.relationship = $3
       group by r.to_id
    ) as owner on true
   where entity.type = any($1::text[]) and not entity.deleted
)
select type, service, tier, team,
       count(*)::int as entities,
       (count(*) filter (where described))::int as described,
       (count(*) filter (where owned))::int as owned
  from counted
 group by type, service, tier, team
 order by type, service, tier, team`

interface Row {
  readonly type: string
  readonly service: string | null
  readonly tier: string | null
  readonly team: string | null
  readonly entities: number
  readonly described: number
  readonly owned: number
}

/** The prefix of the tags that say how important an asset is. */
const tierPrefix = 'Tier.'

/**
 * @param links - the stored words of owning and of being a member of a team
 * @returns one row per combination that occurs; deleted entities are not counted
 */
export async function takeCensus(
  database: Database,
  types: readonly string[],
  links: { readonly owns: string; readonly hasMember: string },
): Promise<readonly CensusRow[]> {
  const { rows } = await database.query<Row>(census, [types, tierPrefix, links.owns, links.hasMember])
  return rows.map((row) => ({
    entityType: row.type,
    ...(row.service === null ? {} : { serviceName: row.service }),
    ...(row.tier === null ? {} : { entityTier: row.tier }),
    ...(row.team === null ? {} : { team: row.team }),
    entityCount: row.entities,
    completedDescriptions: row.described,
    hasOwner: row.owned,
  }))
}
