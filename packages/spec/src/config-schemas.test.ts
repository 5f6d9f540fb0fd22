/** Connections and ingestions say what they take, and nothing is built before somebody asks. */
import { describe, expect, it } from 'vitest'
import { configSchema, configTypes } from './config-schemas.ts'
import { databaseConnectors } from './connections/database/index.ts'
import { DatabaseServiceType } from './entities/database-service.ts'
import { SECRET_KEYS_KEYWORD, SECRET_KEYWORD } from './secret.ts'
import { standaloneSchema } from './standalone-schema.ts'

const families = [
  ['databaseConnection', 56],
  ['dashboardConnection', 21],
  ['messagingConnection', 5],
  ['pipelineConnection', 24],
  ['storageConnection', 4],
  ['mlModelConnection', 5],
  ['metadataConnection', 7],
  ['searchConnection', 3],
  ['securityConnection', 1],
  ['mcpConnection', 1],
  ['driveConnection', 4],
  ['apiConnection', 1],
  ['sourceConfig', 20],
] as const

describe('families of configurations', () => {
  it.each(families)(
    '%s has %i members, each of its own type and closed to unknown members',
    (family, count) => {
      const types = configTypes(family)
      expect(types).toHaveLength(count)
      expect(new Set(types).size).toBe(count)
      for (const type of types) {
        const schema = configSchema(family, type)
        for (const shape of schema?.anyOf ?? [schema]) {
          expect(shape).toMatchObject({ additionalProperties: false, properties: { type: { enum: [type] } } })
        }
      }
    },
  )

  it('is the same object whenever it is asked for', () => {
    expect(configSchema('databaseConnection', 'Postgres')).toBe(
      configSchema('databaseConnection', 'Postgres'),
    )
    expect(configSchema('anyConnection', 'Postgres')).toBe(configSchema('databaseConnection', 'Postgres'))
  })

  it('knows no type of another family and no family that was not declared', () => {
    expect(configSchema('databaseConnection', 'Kafka')).toBeUndefined()
    expect(configSchema('nonsense', 'Postgres')).toBeUndefined()
    expect(configSchema('constructor', 'Postgres')).toBeUndefined()
  })

  it('describes database services that exist', () => {
    for (const { type } of databaseConnectors) expect(DatabaseServiceType.enum).toContain(type)
  })

  it('marks passwords, keys and tokens wherever a connector has them', () => {
    const unmarked: string[] = []
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null || SECRET_KEYS_KEYWORD in schema) return
      for (const [name, member] of Object.entries((schema as { properties?: object }).properties ?? {})) {
        const isText = member.type === 'string' && !member.enum
        if (isText && /(password|passphrase|secretkey|clientsecret|privatekey)$/i.test(name)) {
          if (!member[SECRET_KEYWORD]) unmarked.push(`${path}.${name}`)
        }
        visit(member, `${path}.${name}`)
      }
      for (const option of (schema as { anyOf?: unknown[] }).anyOf ?? []) visit(option, path)
      visit((schema as { items?: unknown }).items, `${path}[]`)
    }
    for (const [family] of families) {
      for (const type of configTypes(family)) visit(standaloneSchema(configSchema(family, type) ?? {}), type)
    }
    expect(unmarked).toEqual([])
  })
})
