/** What holds for every entity type: lists, deletion, restoration, parents and search. */
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { problemOf } from '../problem-of.ts'
import { createSample } from '../sample.ts'
import { bot, person, type Subject } from './subject.ts'

export function checkLifecycle(subject: Subject): void {
  const { definition, type, create, request, expectEvents } = subject

  it('lists each entity once, forwards and backwards', async () => {
    const ids = new Set<string>()
    for (let at = 0; at < 7; at += 1) ids.add((await create()).id)
    const forwards: string[] = []
    let after: string | undefined
    let total = 0
    for (;;) {
      const page = await subject.engine.list(type, { limit: 3, ...(after === undefined ? {} : { after }) })
      forwards.push(...page.data.map((entity) => entity.id))
      total = page.paging.total
      if (!page.paging.after) break
      after = page.paging.after
    }
    expect(forwards).toHaveLength(total)
    expect(new Set(forwards).size).toBe(total)
    for (const id of ids) expect(forwards).toContain(id)
    expect(await subject.engine.count(type)).toBe(total)
    const second = await subject.engine.list(type, { limit: 3, after: after ?? '' })
    const first = await subject.engine.list(type, { limit: 3, before: second.paging.before ?? '' })
    expect(first.data.map((entity) => entity.id)).toEqual(forwards.slice(-second.data.length - 3).slice(0, 3))
    expect(await problemOf(subject.engine.list(type, { after: 'not a cursor' }))).toBe('parameter-invalid')
    expect(await problemOf(subject.engine.list(type, { fields: ['nonsense'] }))).toBe('parameter-invalid')
    expect(await problemOf(subject.engine.list(type, { filters: { nonsense: 'x' } }))).toBe(
      'parameter-invalid',
    )
    expect((await subject.engine.list(type, { limit: 0 })).data).toEqual([])
  })

  const isSoft = definition.softDelete !== false

  if (!isSoft) {
    it('deletes for good, whatever the caller says', async () => {
      const body = request()
      const { id } = await create(body)
      await subject.engine.delete(type, { id }, person)
      expect(await problemOf(subject.engine.get(type, { id }, { include: 'all' }))).toBe('entity-not-found')
      await expectEvents(id, ['entityCreated', 'entityDeleted'])
      expect((await create(body)).id).not.toBe(id)
    })
  }

  it.runIf(isSoft)('deletes softly, restores, and deletes for good', async () => {
    const body = request()
    const { id, fullyQualifiedName: fqn } = await create(body)
    expect((await subject.engine.delete(type, { id }, person)).outcome).toBe('deleted')
    expect(await problemOf(subject.engine.get(type, { id }))).toBe('entity-not-found')
    expect(await problemOf(subject.engine.getText(type, { fqn }))).toBe('entity-not-found')
    expect(await subject.engine.get(type, { id }, { include: 'deleted' })).toMatchObject({
      deleted: true,
      version: 0.2,
    })
    expect(
      (await subject.engine.list(type, { include: 'deleted', limit: 100 })).data.map((one) => one.id),
    ).toContain(id)
    expect(await problemOf(subject.engine.patch(type, { id }, [], person))).toBe('entity-deleted')
    expect((await subject.engine.restore(type, id, person)).outcome).toBe('restored')
    expect((await subject.engine.restore(type, id, person)).outcome).toBe('unchanged')
    expect(await subject.engine.get(type, { id })).toMatchObject({ deleted: false, version: 0.3 })
    await subject.engine.delete(type, { id }, person)
    expect((await subject.engine.createOrUpdate(type, body, bot)).outcome).toBe('restored')
    await subject.engine.delete(type, { id }, person, { hard: true, recursive: true })
    expect(await problemOf(subject.engine.get(type, { id }, { include: 'all' }))).toBe('entity-not-found')
    await expectEvents(id, [
      'entityCreated',
      'entitySoftDeleted',
      'entityRestored',
      'entitySoftDeleted',
      'entityRestored',
      'entityDeleted',
    ])
    expect((await create(body)).id).not.toBe(id)
  })

  if (definition.search) {
    it('is found by search while it lives', async () => {
      const { id, fullyQualifiedName: value } = await create()
      const find = async () => {
        const answer = await subject.engine.search.search({ field: { name: 'fullyQualifiedName', value } })
        return answer.hits.map((hit) => hit.id)
      }
      expect(await find()).toEqual([id])
      await subject.engine.delete(type, { id }, person)
      expect(await find()).toEqual([])
      if (!isSoft) return
      await subject.engine.restore(type, id, person)
      expect(await find()).toEqual([id])
      await subject.engine.delete(type, { id }, person, { hard: true, recursive: true })
      expect(await find()).toEqual([])
    })
  }

  // A parent that follows from other members is made where it is missing.
  if (definition.parent && !definition.parent.implied) {
    it('needs a parent that is there', async () => {
      const field = definition.parent?.field ?? ''
      const gone = { ...request(), [field]: { id: randomUUID(), type: definition.parent?.types[0] } }
      expect(await problemOf(subject.engine.create(type, gone, person))).toBe('reference-not-found')
      const parentType = definition.parent?.types[0] ?? ''
      const parent = await createSample(subject.engine, parentType)
      const child = await create({ ...request(), [field]: parent.fullyQualifiedName })
      expect(await problemOf(subject.engine.delete(parentType, { id: parent.id }, person))).toBe(
        'entity-not-empty',
      )
      const below = await subject.engine.list(type, { filters: { [field]: parent.fullyQualifiedName } })
      expect(below.data.map((one) => one.id)).toEqual([child.id])
      await subject.engine.delete(parentType, { id: parent.id }, person, { recursive: true })
      expect(await problemOf(subject.engine.get(type, { id: child.id }))).toBe('entity-not-found')
      if (!isSoft) return
      expect(await problemOf(subject.engine.restore(type, child.id, person))).toBe('entity-deleted')
      await subject.engine.restore(parentType, parent.id, person)
      expect((await subject.engine.get(type, { id: child.id })).deleted).toBe(false)
      await subject.engine.delete(parentType, { id: parent.id }, person, { recursive: true, hard: true })
      expect(await problemOf(subject.engine.get(type, { id: child.id }, { include: 'all' }))).toBe(
        'entity-not-found',
      )
    })
  }
}
