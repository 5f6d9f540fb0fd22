/** Says with which problem something is refused, for tests. */
import { isProblem, type ProblemCode } from '@waymark/spec'

/** The code of the problem; undefined where there is none. Any other error is passed on. */
export async function problemOf(work: Promise<unknown>): Promise<ProblemCode | undefined> {
  try {
    await work
  } catch (error) {
    if (isProblem(error)) return error.code
    throw error
  }
  return undefined
}
