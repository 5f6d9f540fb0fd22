import { describe, expect, it } from 'vitest'
import { formatEntityLink, parseEntityLink } from './entity-link.ts'

describe('an entity link', () => {
  it.each([
    { type: 'table', fqn: 'svc.db.schema.orders' },
    { type: 'table', fqn: 'svc.db.schema.orders', member: 'columns', part: 'id' },
    { type: 'table', fqn: 'svc.db.schema."<b>|a.b"', member: 'description' },
  ])('comes back as it was written: $fqn', (link) => {
    expect(parseEntityLink(formatEntityLink(link))).toEqual(link)
  })

  it.each(['', 'svc.db', '<#E::table::>', '<#E::table>', '#E::table::x'])('is refused: %s', (text) => {
    expect(() => parseEntityLink(text, 'about')).toThrow(/about/)
  })
})
