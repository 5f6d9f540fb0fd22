/** Proves that no migration takes away what a server of the release before, which still runs beside the new one, reads or writes. */
import { report, textFiles } from './checkout.ts'

interface Rule {
  readonly breaks: (statement: string) => boolean
  readonly instead: string
}

/** Statements that break a running server, with the way round. Indexes come and go as they please. */
const rules: readonly Rule[] = [
  {
    breaks: (sql) => /\bdrop (table|column|view|type|function|sequence)\b/.test(sql),
    instead: 'drop it in the release after the one that stops using it',
  },
  { breaks: (sql) => /\brename\b/.test(sql), instead: 'add the new name beside the old one' },
  {
    breaks: (sql) => /\balter column \w+ (set data )?type\b/.test(sql),
    instead: 'add a column of the new type',
  },
  {
    breaks: (sql) => /\bset not null\b|\badd constraint\b/.test(sql),
    instead: 'let the new server keep the rule until no other one writes',
  },
  {
    breaks: (sql) => /\badd column\b.*\bnot null\b/.test(sql) && !/\b(default|generated)\b/.test(sql),
    instead: 'give it a default: a server that does not know the column leaves it out',
  },
]

/** Applied before there was a release to run beside. */
const beforeTheFirstRelease = /\/0010-search-index\.sql$/

report(
  textFiles('.sql')
    .filter(({ path }) => /\/migrations\/\d{4}-[\w-]+\.sql$/.test(path) && !beforeTheFirstRelease.test(path))
    .flatMap(({ path, text }) => {
      const statements = text.replace(/--[^\n]*/g, '').split(';')
      return statements.flatMap((statement) => {
        const sql = statement.replace(/\s+/g, ' ').trim()
        return rules
          .filter(({ breaks }) => breaks(sql.toLowerCase()))
          .map(
            ({ instead }) =>
              `${path}: "${sql.slice(0, 80)}" breaks servers of the release before; ${instead}`,
          )
      })
    }),
)
