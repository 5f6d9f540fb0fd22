/** Every test that is run here, by the name of its definition. */
import { columnTests } from './column-tests.ts'
import { tableDifference } from './table-difference.ts'
import { tableTests } from './table-tests.ts'
import { type Test, TestUnusable } from './test-run.ts'

const library: Readonly<Record<string, Test>> = {
  ...tableTests,
  ...columnTests,
  tableDiff: tableDifference,
  columnValuesToBeAtExpectedLocation: async () => {
    throw new TestUnusable('Where places are is not known here: no gazetteer comes with this release.')
  },
}

/** @throws TestUnusable for a definition that another tool brings, such as dbt */
export function testNamed(definition: string): Test {
  const test = Object.hasOwn(library, definition) ? library[definition] : undefined
  if (!test) throw new TestUnusable(`Tests of the kind '${definition}' are run by another tool.`)
  return test
}
