/** Settings of the installation: typed, with secrets sealed, and every change an event. */
import { createHash } from 'node:crypto'
import {
  configuredSettings,
  didYouMean,
  problem,
  type SettingDefinition,
  type SettingType,
  settingDefinitions,
} from '@waymark/spec'
import type { ValidateFunction } from 'ajv'
import type { Database, Tx } from '../database.ts'
import { secretPlaces } from '../entity-type.ts'
import { writeChangeEvents } from '../events/write-change-events.ts'
import { type JsonObject, readBody } from '../json-body.ts'
import { jsonEqual } from '../json-equal.ts'
import { nextVersion } from '../plan.ts'
import type { SecretBox } from '../secret-box.ts'
import { revealSecrets, type SealedSecrets, sealSecrets } from '../secrets.ts'
import { compileSchema, validated } from '../validation.ts'
import type { Actor } from '../write-options.ts'

export interface Setting {
  readonly type: SettingType
  /** Secrets masked, unless they were asked for in clear. */
  readonly value: JsonObject
  readonly version: number
}

export interface Settings {
  /** All kinds, by name. */
  list(): Promise<readonly Setting[]>
  /** @throws `parameter-invalid` for a kind that is not kept here */
  get(type: string, options?: { readonly revealSecrets?: boolean }): Promise<Setting>
  /** Replaces a kind as a whole; a mask keeps the secret that is stored. @throws `parameter-invalid`, `body-invalid` */
  put(type: string, value: unknown, actor: Actor): Promise<Setting>
  /** Back to what it holds until somebody sets it. @throws `parameter-invalid` */
  reset(type: string, actor: Actor): Promise<Setting>
}

interface Row {
  readonly type: SettingType
  readonly value: JsonObject
  readonly secrets: SealedSecrets | null
  readonly version: string
}

const upsert = `
insert into setting (type, value, secrets, version, updated_at, updated_by) values ($1, $2, $3, $4, $5, $6)
on conflict (type) do update
   set value = excluded.value, secrets = excluded.secrets, version = excluded.version,
       updated_at = excluded.updated_at, updated_by = excluded.updated_by`

/** The id of a kind of settings in change events, and what its secrets are sealed for: it follows from the name. */
export function settingId(type: string): string {
  const hex = createHash('sha256').update(`setting ${type}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function known(type: string): SettingType {
  if (Object.hasOwn(settingDefinitions, type)) return type as SettingType // a key of the table
  if (configuredSettings.has(type)) {
    throw problem('parameter-invalid', {
      parameter: 'type',
      expected: `'${type}' is set by the environment or the configuration file; see 'waymark config show'.`,
    })
  }
  const names = Object.keys(settingDefinitions)
  const meant = didYouMean(type, names)
  throw problem('parameter-invalid', {
    parameter: 'type',
    expected: `one of ${names.join(', ')}.${meant ? ` Did you mean '${meant}'?` : ''}`,
  })
}

function placesOf(type: SettingType) {
  const { schema }: SettingDefinition = settingDefinitions[type]
  return { secretPlaces: secretPlaces(schema, []) }
}

export function createSettings(options: {
  readonly database: Database
  readonly secrets: SecretBox
  readonly now: () => number
}): Settings {
  const { database, secrets, now } = options
  const compiled = new Map<SettingType, ValidateFunction>()
  const check = (type: SettingType, value: JsonObject) => {
    const validate = compiled.get(type) ?? compileSchema(settingDefinitions[type].schema)
    compiled.set(type, validate)
    validated(validate, value, type)
  }
  const read = async (tx: Tx, type: SettingType): Promise<Row | undefined> => {
    const { rows } = await tx.query<Row>({
      name: 'setting-read',
      text: 'select type, value, secrets, version from setting where type = $1',
      values: [type],
    })
    return rows[0]
  }
  const asked = new Map<SettingType, Promise<Row | undefined>>()
  /** Every write asks for the rules it is held to: those of one turn of the event loop ask once. */
  const readShared = (type: SettingType): Promise<Row | undefined> => {
    const known = asked.get(type)
    if (known) return known
    const reading = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      asked.delete(type)
      return read(database, type)
    })
    asked.set(type, reading)
    return reading
  }
  const shown = (type: SettingType, row: Row | undefined): Setting => ({
    type,
    value: row?.value ?? initialOf(type),
    version: Number(row?.version ?? 0.1),
  })
  const write = async (type: SettingType, given: JsonObject, actor: Actor): Promise<Setting> =>
    await database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`setting ${type}`])
      const row = await read(tx, type)
      const before = shown(type, row)
      const { masked, sealed, changed } = sealSecrets(
        placesOf(type),
        settingId(type),
        given,
        row?.secrets ?? null,
        secrets,
      )
      if (jsonEqual(before.value, masked) && changed.length === 0) return before
      const version = nextVersion(before.version, 'minor')
      const at = now()
      await tx.query(upsert, [type, JSON.stringify(masked), sealed, version, at, actor.name])
      await writeChangeEvents(tx, [
        {
          eventType: 'entityUpdated',
          entityType: 'settings',
          entityId: settingId(type),
          fqn: type,
          previousVersion: before.version,
          currentVersion: version,
          userName: actor.name,
          timestamp: at,
          changeDescription: {
            fieldsAdded: [],
            fieldsUpdated: [{ name: type, oldValue: before.value, newValue: masked }],
            fieldsDeleted: [],
            previousVersion: before.version,
          },
        },
      ])
      return { type, value: masked, version }
    })

  return {
    async list() {
      const { rows } = await database.query<Row>('select type, value, secrets, version from setting')
      const stored = new Map(rows.map((row) => [row.type, row]))
      const types = Object.keys(settingDefinitions) as SettingType[]
      return types.map((type) => shown(type, stored.get(type)))
    },
    async get(name, { revealSecrets: reveal = false } = {}) {
      const type = known(name)
      const row = await readShared(type)
      const setting = shown(type, row)
      if (!reveal || !row) return setting
      const value = revealSecrets(placesOf(type), settingId(type), row.value, row.secrets, secrets)
      return { ...setting, value }
    },
    async put(name, value, actor) {
      const type = known(name)
      const clean = readBody(value)
      check(type, clean)
      return await write(type, clean, actor)
    },
    async reset(name, actor) {
      const type = known(name)
      return await write(type, initialOf(type), actor)
    },
  }
}

function initialOf(type: SettingType): JsonObject {
  return structuredClone<JsonObject>({ ...settingDefinitions[type].initial })
}
