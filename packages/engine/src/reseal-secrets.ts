/** Goes through every sealed secret of entities and settings, so that one master key can take the place of another. */
import type { Database } from './database.ts'
import { type SealedSecrets, secretContext } from './secrets.ts'
import { settingId } from './settings/settings.ts'

/**
 * Says what takes the place of a sealed text; undefined keeps it.
 *
 * @param context - what the text was sealed for
 * @param holder - whose secret it is, for people: `databaseService sales: connection.config.password`
 */
export type Reseal = (sealed: string, context: string, holder: string) => string | undefined

const chunk = 100
const firstId = '00000000-0000-0000-0000-000000000000'

const select = `
select id, type, fqn, secrets from entity
 where type = any($1::text[]) and secrets is not null and id > $2 order by id limit ${chunk}`

/** Somebody may have written since it was read: what that one wrote stays. */
const replace = 'update entity set secrets = $3::jsonb where id = $1 and secrets = $2::jsonb'
const replaceSetting = 'update setting set secrets = $3::jsonb where type = $1 and secrets = $2::jsonb'

interface EntityRow {
  readonly id: string
  readonly type: string
  readonly fqn: string
  readonly secrets: SealedSecrets
}

interface SettingRow {
  readonly type: string
  readonly secrets: SealedSecrets
}

/**
 * An entity is changed as a whole or not at all, and gets no new version. Interrupted, it can be called again.
 *
 * @param types - those that have secrets
 * @returns how many secrets were replaced
 */
export async function resealEntities(
  database: Database,
  types: readonly string[],
  reseal: Reseal,
): Promise<number> {
  let replaced = 0
  let after: string | undefined = firstId
  while (after !== undefined) {
    const { rows }: { rows: EntityRow[] } = await database.query<EntityRow>(select, [types, after])
    for (const { id, type, fqn, secrets } of rows) {
      const owner = { id, title: `${type} ${fqn}`, secrets }
      replaced += await resealOwner(owner, reseal, (from, to) => database.query(replace, [id, from, to]))
    }
    after = rows.at(-1)?.id
  }
  return replaced
}

/** The same for the settings of the installation. */
export async function resealSettings(database: Database, reseal: Reseal): Promise<number> {
  let replaced = 0
  const { rows } = await database.query<SettingRow>(
    'select type, secrets from setting where secrets is not null order by type',
  )
  for (const { type, secrets } of rows) {
    const owner = { id: settingId(type), title: `setting ${type}`, secrets }
    replaced += await resealOwner(owner, reseal, (from, to) =>
      database.query(replaceSetting, [type, from, to]),
    )
  }
  return replaced
}

async function resealOwner(
  owner: { readonly id: string; readonly title: string; readonly secrets: SealedSecrets },
  reseal: Reseal,
  write: (from: string, to: string) => Promise<{ readonly rowCount: number }>,
): Promise<number> {
  let replaced = 0
  const fresh = Object.entries(owner.secrets).map(([pointer, sealed]) => {
    const holder = `${owner.title}: ${pointer.slice(1).replaceAll('/', '.')}`
    const other = reseal(sealed, secretContext(owner.id, pointer), holder)
    if (other !== undefined) replaced += 1
    return [pointer, other ?? sealed] as const
  })
  if (replaced === 0) return 0
  const { rowCount } = await write(JSON.stringify(owner.secrets), JSON.stringify(Object.fromEntries(fresh)))
  return rowCount === 1 ? replaced : 0
}
