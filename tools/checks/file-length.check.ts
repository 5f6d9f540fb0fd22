/** Keeps every file short enough to be read in one go: a file that cannot be is two modules. */
import { codeFiles, report } from './checkout.ts'

const limit = 400

report(
  codeFiles('.ts', '.tsx', '.js', '.cjs', '.mjs', '.css')
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > limit)
    .map(
      ({ path, lines }) =>
        `${path}: ${lines} lines, at most ${limit} are allowed; split it by what its parts are for`,
    ),
)
