import { describe, expect, it } from 'vitest'
import { withMentions } from './mentions.ts'

describe('mentions', () => {
  it('become links to who is meant', () => {
    expect(withMentions('ask <#E::user::ada|@ada>, please')).toBe('ask [@ada](</user/ada>), please')
    expect(withMentions('<#E::table::svc.db.s.t|orders>')).toBe('[orders](</table/svc.db.s.t>)')
  })

  it('leave everything else alone, and let no label break out of its link', () => {
    expect(withMentions('a < b > c **d**')).toBe('a < b > c **d**')
    expect(withMentions('<#E::user::x|a](javascript:1)>')).toBe('[a\\]\\(javascript:1\\)](</user/x>)')
  })
})
