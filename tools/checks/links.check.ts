/** Finds links of the documentation that lead nowhere: to files that are not there, and to headings that no page has. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { headingIds } from '../../apps/web/build/heading-id.ts'
import { report, textFiles } from './checkout.ts'

/** `[text](address)` and `![text](address)`; code is not looked into. */
const link = /\]\(([^()\s]+(?:\([^()]*\))?)(?:\s+"[^"]*")?\)/g

report(
  textFiles('.md').flatMap(({ path, text }) =>
    [...withoutCode(text).matchAll(link)].flatMap(([, address = '']) => {
      if (/^[a-z][a-z+.-]*:/i.test(address) || address.startsWith('/')) return []
      const [file = '', heading] = address.split('#', 2)
      const target = file === '' ? path : normalize(join(dirname(path), decodeURIComponent(file)))
      if (!existsSync(target)) return [`${path}: links to ${address}, and ${target} is not there`]
      if (
        heading === undefined ||
        heading === '' ||
        !target.endsWith('.md') ||
        statSync(target).isDirectory()
      )
        return []
      return headingsOf(target).has(heading)
        ? []
        : [`${path}: links to ${address}, and ${target} has no such heading`]
    }),
  ),
)

function withoutCode(text: string): string {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '')
}

function headingsOf(path: string): ReadonlySet<string> {
  const text = readFileSync(path, 'utf8').replace(/^(```|~~~)[\s\S]*?^\1/gm, '')
  const idOf = headingIds()
  const found = new Set<string>()
  for (const [, title = ''] of text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm))
    found.add(idOf(title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')))
  for (const [, id = ''] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) found.add(id)
  return found
}
