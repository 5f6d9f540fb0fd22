/** What holds for every entity type: JSON Patch. */
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { entityTag } from '../../entity-tag.ts'
import { problemOf } from '../problem-of.ts'
import { person, type Subject } from './subject.ts'

export function checkPatches(subject: Subject): void {
  const { type, create } = subject

  it('patches under the right entity tag only, all operations or none', async () => {
    const created = await create()
    const key = { id: created.id }
    const add = [{ op: 'add', path: '/description', value: 'patched' }]
    const stale = entityTag({ ...created, updatedAt: created.updatedAt - 1 })
    expect(await problemOf(subject.engine.patch(type, key, add, person, { ifMatch: stale }))).toBe(
      'version-mismatch',
    )
    const failing = [...add, { op: 'test', path: '/name', value: 'another' }]
    expect(await problemOf(subject.engine.patch(type, key, failing, person))).toBe('patch-test-failed')
    expect(await subject.engine.get(type, key)).toEqual(
      await subject.engine.get(type, { fqn: created.fullyQualifiedName }),
    )
    expect((await subject.engine.get(type, key)).version).toBe(0.1)
    const patched = await subject.engine.patch(type, key, add, person, { ifMatch: entityTag(created) })
    expect(patched).toMatchObject({ outcome: 'updated', entity: { description: 'patched', version: 0.2 } })
    expect((await subject.engine.patch(type, key, add, person)).outcome).toBe('unchanged')
  })

  it('lets a patch change nothing that the engine computes', async () => {
    const created = await create()
    for (const member of ['id', 'fullyQualifiedName', 'version', 'updatedAt', 'updatedBy', 'deleted']) {
      const patch = [{ op: 'replace', path: `/${member}`, value: randomUUID() }]
      expect(await problemOf(subject.engine.patch(type, { id: created.id }, patch, person))).toBe(
        'patch-invalid',
      )
    }
    for (const path of ['', '/__proto__/x', '/nowhere/x', '/description/0']) {
      const patch = [{ op: 'add', path, value: {} }]
      expect(await problemOf(subject.engine.patch(type, { id: created.id }, patch, person))).toBe(
        'patch-invalid',
      )
    }
    expect((await subject.engine.get(type, { id: created.id })).version).toBe(0.1)
  })

  it('stops a patch that copies itself to death', async () => {
    const { id } = await create()
    const copies = Array.from({ length: 60 }, (_, at) => ({
      op: 'copy' as const,
      from: at % 2 === 0 ? '/one' : '/other',
      path: at % 2 === 0 ? '/other/-' : '/one/-',
    }))
    const patch = [
      { op: 'add' as const, path: '/one', value: ['x'.repeat(1000)] },
      { op: 'add' as const, path: '/other', value: ['y'.repeat(1000)] },
      ...copies,
    ]
    expect(await problemOf(subject.engine.patch(type, { id }, patch, person))).toBe('too-large')
    expect((await subject.engine.get(type, { id })).version).toBe(0.1)
  })

  it('keeps every acknowledged one of many concurrent patches', async () => {
    const { id } = await create()
    const versions = await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        const patch = [{ op: 'add', path: '/description', value: `words ${at}` }]
        return (await subject.engine.patch(type, { id }, patch, person)).entity.version
      }),
    )
    expect(new Set(versions).size).toBe(12)
    expect((await subject.engine.get(type, { id })).version).toBe(1.3)
    expect(await subject.engine.versions(type, id)).toHaveLength(13)
  })
}
