/** What holds for every entity type: creation, update, batches and who may refuse them. */
import type { AnyDefinition } from '@waymark/spec'
import { expect, it } from 'vitest'
import { compileTypes } from '../../entity-type.ts'
import { compileSchema } from '../../validation.ts'
import type { EntityJson, WriteResult } from '../../write-options.ts'
import { problemOf } from '../problem-of.ts'
import { bot, person, type Subject } from './subject.ts'

export function checkWrites(subject: Subject): void {
  const { definition, type, create, request, expectEvents } = subject

  it('answers what was created, by id and by name, as its published schema says', async () => {
    const body = request()
    const { entity, outcome } = await subject.engine.create(type, body, person)
    expect(outcome).toBe('created')
    expect(entity).toMatchObject({ version: 0.1, updatedBy: 'person' })
    expect(entity.deleted).toBe(definition.softDelete === false ? undefined : false)
    const byId = await subject.engine.get(type, { id: entity.id })
    expect(await subject.engine.get(type, { fqn: entity.fullyQualifiedName })).toEqual(byId)
    const text = await subject.engine.getText(type, { id: entity.id })
    expect(text.startsWith('{')).toBe(true)
    expect(JSON.parse(text)).toEqual(byId)
    const full = await subject.engine.get(type, { id: entity.id }, { fields: '*' })
    const validate = compileSchema(definition.schema)
    validate(addressed(definition, full))
    expect(validate.errors ?? []).toEqual([])
  })

  it('keeps every member that was sent', async () => {
    const body = request()
    const entity = await create(body)
    const stored = await subject.engine.get(type, { id: entity.id }, { revealSecrets: true })
    for (const name of compileTypes(subject.engine.registry).of(type).members) {
      if (body[name] !== undefined) expect({ [name]: stored[name] }).toMatchObject({ [name]: body[name] })
    }
  })

  it('refuses to create the same name twice, and one of ten at once wins', async () => {
    const body = request()
    const answers = await Promise.all(
      Array.from({ length: 10 }, async () => await problemOf(subject.engine.create(type, body, person))),
    )
    expect(answers.filter((code) => code === undefined)).toHaveLength(1)
    expect(new Set(answers)).toEqual(new Set([undefined, 'entity-exists']))
  })

  it('takes the same PUT any number of times, also at once, as one creation', async () => {
    const body = request()
    const answers: WriteResult[] = await Promise.all(
      Array.from({ length: 10 }, async () => await subject.engine.createOrUpdate(type, body, bot)),
    )
    expect(new Set(answers.map(({ entity }) => entity.id)).size).toBe(1)
    expect(answers.filter(({ outcome }) => outcome === 'created')).toHaveLength(1)
    expect(answers.filter(({ outcome }) => outcome === 'unchanged')).toHaveLength(9)
    const id = answers[0]?.entity.id ?? ''
    expect((await subject.engine.get(type, { id })).version).toBe(0.1)
    expect(await subject.engine.versions(type, id)).toHaveLength(1)
    await expectEvents(id, ['entityCreated'])
  })

  it('makes a minor version of a changed description and keeps the old one', async () => {
    const body = request()
    const created = await create(body)
    const changed = await subject.engine.createOrUpdate(type, { ...body, description: 'new words' }, person)
    expect(changed).toMatchObject({
      outcome: 'updated',
      entity: { version: 0.2, description: 'new words' },
    })
    expect(changed.entity.updatedAt).toBeGreaterThan(created.updatedAt)
    expect(changed.entity.changeDescription).toMatchObject({ previousVersion: 0.1 })
    const versions = (await subject.engine.versions(type, created.id)).map(
      (text) => JSON.parse(text) as EntityJson,
    )
    expect(versions.map((one) => one.version)).toEqual([0.2, 0.1])
    expect((await subject.engine.version(type, created.id, 0.1)).description).toBe(body.description)
    await expectEvents(created.id, ['entityCreated', 'entityUpdated'])
  })

  it('lets no bot replace the words of a person', async () => {
    const body = request()
    const { id } = await create({ ...body, description: 'by a person', displayName: 'Mine' })
    await subject.engine.createOrUpdate(type, { ...body, description: 'by a bot', displayName: 'Its' }, bot)
    expect(await subject.engine.get(type, { id })).toMatchObject({
      description: 'by a person',
      displayName: 'Mine',
    })
  })

  it('treats null as absent', async () => {
    const body = { ...request(), displayName: null }
    const entity = await create(body)
    expect('displayName' in entity).toBe(false)
  })

  it('undoes a write that the caller refuses', async () => {
    const body = request()
    const refuse = () => {
      throw new Error('refused')
    }
    await expect(subject.engine.create(type, body, person, { authorize: refuse })).rejects.toThrow('refused')
    const created = await create(body)
    const key = { id: created.id }
    const patch = [{ op: 'add', path: '/description', value: 'no' }]
    await expect(subject.engine.patch(type, key, patch, person, { authorize: refuse })).rejects.toThrow(
      'refused',
    )
    await expect(subject.engine.delete(type, key, person, { authorize: refuse })).rejects.toThrow('refused')
    expect((await subject.engine.get(type, key)).version).toBe(0.1)
  })

  it('stores the good rows of a batch and names the bad one', async () => {
    const bodies = [request(), { ...request(), description: 7 }, request(), request()]
    bodies.push({ ...bodies[0], description: 'again in the same batch' })
    const result = await subject.engine.bulk(type, bodies, person)
    expect(result).toMatchObject({
      status: 'partialSuccess',
      numberOfRowsProcessed: 5,
      numberOfRowsPassed: 4,
      numberOfRowsFailed: 1,
    })
    expect(result.failedRequest?.[0]).toMatchObject({ request: bodies[1]?.name, status: 400 })
    expect(result.successRequest?.map((row) => row.status)).toEqual([201, 201, 201, 200])
  })
}

/** Addresses are the API's: of the entity, and of those shown whole inside it. */
function addressed(definition: AnyDefinition, entity: EntityJson): Readonly<Record<string, unknown>> {
  const href = 'http://localhost/x'
  const shown = Object.entries(definition.relations).flatMap(([name, relation]) => {
    const whole = relation.shown && !relation.qualified ? entity[name] : undefined
    return Array.isArray(whole) ? [[name, whole.map((one: object) => ({ ...one, href }))]] : []
  })
  return { ...entity, ...Object.fromEntries(shown), href }
}
