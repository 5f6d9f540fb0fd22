import { configSchema, standaloneSchema } from '@waymark/spec'
import { describe, expect, it } from 'vitest'
import { fieldsOf, missingIn, variantOf, withoutBlanks } from './form-field.ts'

const fieldsFor = (type: string, family = 'databaseConnection') =>
  fieldsOf(standaloneSchema(configSchema(family, type) ?? {}))

describe('the form of a configuration', () => {
  it('asks for what is required first, and never for what the choice of the source says', () => {
    const fields = fieldsFor('Postgres')
    expect(fields.slice(0, 3).map(({ name }) => name)).toEqual(['username', 'hostPort', 'database'])
    expect(fields.map(({ name }) => name)).not.toContain('type')
    expect(fields.some(({ name }) => name.startsWith('supports'))).toBe(false)
  })

  it('offers ways to sign in as variants, with their secrets as secrets', () => {
    const signIn = fieldsFor('Postgres').find(({ name }) => name === 'authType')
    expect(signIn).toMatchObject({
      kind: 'variants',
      variants: [
        { label: 'Password', fields: [{ name: 'password', kind: 'secret' }] },
        { fields: [{ name: 'awsConfig', kind: 'group' }] },
        { fields: [{ name: 'azureConfig', kind: 'group' }] },
      ],
    })
    if (signIn?.kind !== 'variants') throw new Error('unreachable')
    expect(variantOf(signIn.variants, { azureConfig: { clientId: 'a' } })).toBe(2)
    expect(variantOf(signIn.variants, undefined)).toBe(0)
  })

  it('names every missing field by its path, and those of an optional group only once it was begun', () => {
    const fields = fieldsFor('Postgres')
    expect(missingIn(fields, {})).toEqual({
      username: 'Username is needed',
      hostPort: 'Host port is needed',
      database: 'Database is needed',
    })
    const begun = {
      username: 'a',
      hostPort: 'b',
      database: 'c',
      authType: { awsConfig: { profileName: 'x' } },
    }
    expect(Object.keys(missingIn(fields, begun))).toEqual(['authType.awsConfig.awsRegion'])
  })

  it('sends nothing that was left empty', () => {
    expect(withoutBlanks({ a: '', b: { c: [''], d: null }, e: false, f: 0 })).toEqual({ e: false, f: 0 })
    expect(withoutBlanks({ a: { b: '' } })).toBeUndefined()
  })

  it.each([
    'databaseConnection',
    'messagingConnection',
    'storageConnection',
    'pipelineConnection',
    'sourceConfig',
  ])('has fields for every configuration of %s', async (family) => {
    const { configTypes } = await import('@waymark/spec')
    for (const type of configTypes(family)) expect(() => fieldsFor(type, family)).not.toThrow()
  })
})
