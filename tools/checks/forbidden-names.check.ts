/** Refuses names for drawers: what is in "utils" nobody finds, and everybody adds to. */
import { codeFiles, report } from './checkout.ts'

const drawers = new Set([
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'misc',
  'manager',
  'types',
  'shared',
  'lib',
])
/** The folder of packages/spec that holds the type definitions of the wire is called as OpenMetadata calls it. */
const allowed = /^packages\/spec\/src\/types\//

report(
  codeFiles('.ts', '.tsx', '.js', '.cjs', '.css', '.sql')
    .filter(({ path }) => !allowed.test(path))
    .flatMap(({ path }) => {
      const names = path.split('/').map((part) => part.replace(/(\.test)?\.[a-z]+$/, ''))
      const drawer = names.find((name) =>
        name.split('-').some((word, _i, all) => drawers.has(word) && isWhole(word, all)),
      )
      return drawer === undefined ? [] : [`${path}: "${drawer}" says nothing; name it after what is in it`]
    }),
)

/** "string-utils" is a drawer with a label; "data-types" and "shared-dashboard" are nouns. */
function isWhole(word: string, all: readonly string[]): boolean {
  return all.length === 1 || ['utils', 'util', 'helpers', 'helper', 'manager'].includes(word)
}
