/** What holds for every entity type: its name, and the names of what is below it. */
import { randomUUID } from 'node:crypto'
import { createRegistry } from '@waymark/spec'
import { expect, it } from 'vitest'
import { isRenamable } from '../../relocate.ts'
import { problemOf } from '../problem-of.ts'
import { createSample, sampleBody } from '../sample.ts'
import { person, type Subject } from './subject.ts'

export function checkRenames(subject: Subject): void {
  const { definition, type, create, request } = subject
  const rename = (id: string, name: unknown) =>
    subject.engine.patch(type, { id }, [{ op: 'replace', path: '/name', value: name }], person)

  if (!isRenamable(definition)) {
    it('keeps the name by which others know it', async () => {
      const { id, name } = await create()
      expect(await problemOf(rename(id, 'another'))).toBe('patch-invalid')
      expect(await subject.engine.get(type, { id })).toMatchObject({ name, version: 0.1 })
    })
    return
  }

  it('takes another name, gives the old one free, and remembers it', async () => {
    const body = request()
    const { id, name, fullyQualifiedName: was } = await create(body)
    const wanted = `re.named "${randomUUID()}" 😀`
    const { entity, outcome } = await rename(id, wanted)
    expect({ outcome, name: entity.name, version: entity.version }).toEqual({
      outcome: 'updated',
      name: definition.lowerCaseName ? wanted.toLowerCase() : wanted,
      version: 0.2,
    })
    expect(await problemOf(subject.engine.get(type, { fqn: was }, { include: 'all' }))).toBe(
      'entity-not-found',
    )
    expect((await subject.engine.get(type, { fqn: entity.fullyQualifiedName })).id).toBe(id)
    expect(await subject.engine.version(type, id, 0.1)).toMatchObject({ name, fullyQualifiedName: was })
    const next = await create({
      ...body,
      ...Object.fromEntries((definition.unique ?? []).map((field) => [field, `${randomUUID()}@example.com`])),
    })
    expect(next.id).not.toBe(id)
    expect(await problemOf(rename(next.id, wanted))).toBe('entity-exists')
    expect((await rename(id, wanted)).outcome).toBe('unchanged')
    if (!definition.search) return
    const find = async (value: string) =>
      (await subject.engine.search.search({ field: { name: 'fullyQualifiedName', value } })).hits.map(
        (hit) => hit.id,
      )
    expect(await find(entity.fullyQualifiedName)).toEqual([id])
    expect(await find(was)).toEqual([next.id])
  })

  it('refuses names that no entity can have, and stays as it is', async () => {
    const { id } = await create()
    const bad = [
      ['', 'body-invalid'],
      [' ', 'name-invalid'],
      [7, 'body-invalid'],
      ['x'.repeat(3073), 'body-invalid'],
      ['".'.repeat(1500), 'name-too-long'],
      ['a\u0000b', 'json-invalid'],
      ['\ud800', 'json-invalid'],
    ] as const
    for (const [name, code] of bad) expect([name, await problemOf(rename(id, name))]).toEqual([name, code])
    expect(await subject.engine.get(type, { id })).toMatchObject({ version: 0.1 })
  })

  const child = subjectChild(subject)
  if (child) {
    it('takes the names below it along', async () => {
      const { engine } = subject
      const above = await create()
      const field = child.parent?.types.includes(type)
        ? child.parent.field
        : (child.parent?.nested?.field ?? '')
      const { name: _, ...rest } = await sampleBody(engine, child, 'unused')
      const others = [child.parent?.field, child.parent?.nested?.field].filter((name) => name !== field)
      for (const other of others) if (other !== undefined) delete rest[other]
      const body = { ...rest, name: 'below', [field]: { id: above.id, type } }
      const { entity } = await engine.create(child.type, body, person)
      const { entity: renamed } = await rename(above.id, `renamed ${randomUUID()}`)
      const found = await engine.get(child.type, { id: entity.id })
      expect(found.fullyQualifiedName).toBe(
        entity.fullyQualifiedName.replace(above.fullyQualifiedName, () => renamed.fullyQualifiedName),
      )
      expect(found[field]).toMatchObject({ id: above.id, fullyQualifiedName: renamed.fullyQualifiedName })
      expect(found.version).toBe(0.1)
      expect(JSON.stringify(found)).not.toContain(JSON.stringify(above.fullyQualifiedName).slice(1, -1))
    })
  }

  if (definition.parent?.nested?.types.includes(type)) {
    it('moves below another of its kind and never below itself', async () => {
      const { engine } = subject
      const field = definition.parent?.nested?.field ?? ''
      const [one, other] = [await create(), await createSample(engine, type)]
      const move = (id: string, to: string) =>
        engine.patch(type, { id }, [{ op: 'add', path: `/${field}`, value: { id: to, type } }], person)
      expect(await problemOf(move(one.id, one.id))).toBe('body-invalid')
      const { entity } = await move(one.id, other.id)
      expect(entity[field]).toMatchObject({ id: other.id })
      expect(entity.fullyQualifiedName.startsWith(`${other.fullyQualifiedName}.`)).toBe(true)
      expect(await problemOf(move(other.id, one.id))).toBe('body-invalid')
      expect(await problemOf(move(one.id, randomUUID()))).toBe('reference-not-found')
    })
  }
}

/** A type that stands below the subject's, other than itself, without rules of its own for names or parents. */
function subjectChild({ type }: Subject) {
  return createRegistry().all.find(
    (other) =>
      other.type !== type &&
      !other.fqnOf &&
      !other.fqnFromClient &&
      !other.parent?.implied &&
      [...(other.parent?.types ?? []), ...(other.parent?.nested?.types ?? [])].includes(type),
  )
}
