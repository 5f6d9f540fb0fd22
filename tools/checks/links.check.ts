/** Finds links of the documentation that lead nowhere: to files that are not there, and to headings that no page has. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
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

/** As GitHub makes addresses of headings: lower case, without punctuation, spaces as hyphens, numbered when they repeat. */
function headingsOf(path: string): ReadonlySet<string> {
  const found = new Set<string>()
  const text = readFileSync(path, 'utf8').replace(/^(```|~~~)[\s\S]*?^\1/gm, '')
  for (const [, title = ''] of text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const slug = plain.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-')
    let name = slug
    for (let count = 1; found.has(name); count += 1) name = `${slug}-${count}`
    found.add(name)
  }
  for (const [, id = ''] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) found.add(id)
  return found
}
