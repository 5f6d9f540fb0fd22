/** What a test is about, read from its entity link. */

export interface TestSubject {
  /** Fully qualified name of the table. */
  readonly table: string
  readonly column: string | undefined
}

/** `<#E::table::s.d.s.t::columns::c>` names a column, `<#E::table::s.d.s.t>` a table. */
export function testSubject(entityLink: string): TestSubject {
  const parts = entityLink
    .replace(/^<#E::/, '')
    .replace(/>$/, '')
    .split('::')
  const at = parts.indexOf('columns', 2)
  return at < 0
    ? { table: parts.slice(1).join('::'), column: undefined }
    : { table: parts.slice(1, at).join('::'), column: parts.slice(at + 1).join('::') }
}
