/** References in JSON text get addresses; everything else stays as it is. */
import { createRegistry } from '@waymark/spec'
import { describe, expect, it } from 'vitest'
import { withoutReferenceAddresses, withReferenceAddresses } from './reference-addresses.ts'

const id = '0b0e4c52-8f0c-4b5b-9d8f-0f6b2d1c7a10'
const collectionUrl = (type: string) => (type === 'user' ? 'http://here/api/v1/users' : undefined)
const addressed = (value: unknown) => JSON.parse(withReferenceAddresses(JSON.stringify(value), collectionUrl))
const href = `http://here/api/v1/users/${id}`

describe('addresses of references', () => {
  it('are added wherever a reference stands', () => {
    const owner = { id, type: 'user', name: 'jane', description: 'in {braces}' }
    expect(addressed({ id, owners: [owner, owner], task: { assignee: { id, type: 'user' } } })).toEqual({
      id,
      owners: [
        { ...owner, href },
        { ...owner, href },
      ],
      task: { assignee: { id, type: 'user', href } },
    })
  })

  it('are not added to other types, to texts that look like references, or twice', () => {
    for (const value of [
      { id, type: 'nothing' },
      { id, name: 'jane', type: 'user' },
      { id: 'jane', type: 'user' },
      { description: `{"id":"${id}","type":"user"}`, versions: [JSON.stringify({ id, type: 'user' })] },
      { deep: { id, type: 'user', href: 'http://elsewhere' } },
    ]) {
      expect(addressed(value)).toEqual(value)
    }
  })

  it('are left out of patches of links and ancestors, and of nothing else', () => {
    const table = createRegistry().byType('table')
    const at = (path: string) => ({ op: 'replace' as const, path, value: 'x' })
    const patch = [
      '/owners/0/href',
      '/databaseSchema/href',
      '/href',
      '/extension/href',
      '/owners/0/name',
    ].map(at)
    expect(withoutReferenceAddresses(table, patch)).toEqual(patch.slice(2))
  })
})
