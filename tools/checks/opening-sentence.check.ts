/** Makes every module say first what it is for: a newcomer reads the first line of each file and knows where to look. */
import { codeFiles, report } from './checkout.ts'

const modules = codeFiles('.ts', '.tsx').filter(({ path }) => !/\.test\.tsx?$|\.d\.ts$/.test(path))

report(
  modules
    .filter(({ text }) => !opensWithSentence(text.replace(/^#!.*\n/, '')))
    .map(
      ({ path }) =>
        `${path}: has to open with a comment /** … */ whose first sentence says what the module is for`,
    ),
)

function opensWithSentence(text: string): boolean {
  const [, comment = ''] = /^\/\*\*([\s\S]*?)\*\//.exec(text) ?? []
  const words = comment.replace(/^\s*\*/gm, ' ').trim()
  return words.split(/\s+/).length >= 4 && /[.:!?](\s|$)/.test(words)
}
