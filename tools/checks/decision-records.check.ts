/** Holds the list of decision records to the records: each stands in it once, by its number, with the title and the status that it has itself. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { report } from './checkout.ts'

const folder = 'docs/adr'
const index = `${folder}/README.md`

report(existsSync(index) ? differences() : [])

function differences(): string[] {
  const expected = readdirSync(folder)
    .filter((name) => /^\d{4}-.+\.md$/.test(name))
    .sort()
    .map(rowOf)
  const listed = readFileSync(index, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| [0'))
  const missing = expected.filter((row) => !listed.includes(row)).map((row) => `${index}: lacks ${row}`)
  const wrong = listed
    .filter((row) => !expected.includes(row))
    .map((row) => `${index}: no record says ${row}`)
  if (missing.length + wrong.length > 0) return [...missing, ...wrong]
  return listed.join() === expected.join() ? [] : [`${index}: the records stand out of order`]
}

function rowOf(file: string): string {
  const text = readFileSync(`${folder}/${file}`, 'utf8')
  const [, number, title] = /^# (\d{4}): (.+)$/m.exec(text) ?? []
  const [, status] = /^Status: (.+)$/m.exec(text) ?? []
  return `| [${number}](${file}) | ${title} | ${status} |`
}
