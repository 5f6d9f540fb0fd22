/** Every test that is run here, on two real databases. */
import { expect, it } from 'vitest'
import { postgresEngine, sqliteEngine } from '../testing/sql-engines.ts'
import { testLibraryConformance } from '../testing/test-library-conformance.ts'
import { testNamed } from './test-library.ts'

testLibraryConformance('PostgreSQL', postgresEngine)
testLibraryConformance('SQLite', sqliteEngine)

it('leaves tests of other tools to them', () => {
  expect(() => testNamed('dbt_accepted_values')).toThrow('run by another tool')
})
