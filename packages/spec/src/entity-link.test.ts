import { describe, expect, it } from 'vitest'
import { formatEntityLink, linkedFqn, parseEntityLink } from './entity-link.ts'

describe('an entity link', () => {
  it.each([
    { type: 'table', fqn: 'svc.db.schema.orders' },
    { type: 'table', fqn: 'svc.db.schema.orders', member: 'columns', part: 'id' },
    { type: 'table', fqn: 'svc.db.schema."<b>|a.b"', member: 'description' },
    { type: 'table', fqn: 'svc.db.schema.a::b', member: 'columns', part: 'id' },
    { type: 'table', fqn: 'svc.db.schema."a.b::""c"', member: 'columns', part: '"c::d"' },
  ])('comes back as it was written: $fqn', (link) => {
    expect(parseEntityLink(formatEntityLink(link))).toEqual(link)
  })

  it('keeps a name in one piece that has colons and stands in quotes', () => {
    const link = parseEntityLink('<#E::table::shop.db.public."a::b"::columns::"c::d">')
    expect(link).toEqual({ type: 'table', fqn: 'shop.db.public.a::b', member: 'columns', part: '"c::d"' })
    expect(linkedFqn(link)).toBe('shop.db.public.a::b.c::d')
  })

  it('takes a quote that is never closed as a character of the name', () => {
    expect(parseEntityLink('<#E::table::shop."a::columns::c"d>')).toMatchObject({
      fqn: 'shop."a',
      part: 'c"d',
    })
  })

  it.each(['', 'svc.db', '<#E::table::>', '<#E::table>', '#E::table::x'])('is refused: %s', (text) => {
    expect(() => parseEntityLink(text, 'about')).toThrow(/about/)
  })
})
