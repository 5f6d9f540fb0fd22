/** Keeps every text that people read in apps/web/src/texts, where a translation finds it: none stands in the markup of a page. */
import ts from 'typescript'
import { codeFiles, report } from './checkout.ts'

/** Attributes that are read or heard. */
const readAloud = new Set(['alt', 'aria-label', 'description', 'label', 'placeholder', 'title', 'what'])

/** What is the same in every language: code in <code>, names of keys in <kbd>. */
const untranslated = new Set(['code', 'kbd'])

/** The product is called the same everywhere. */
const isWord = (text: string): boolean => /\p{L}{2}/u.test(text) && text.trim() !== 'Waymark'

report(
  codeFiles('.tsx')
    .filter(({ path }) => path.startsWith('apps/web/src/') && !path.includes('.test.'))
    .flatMap(({ path, text }) =>
      textsIn(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)).map(
        ({ line, words }) => `${path}:${line}: '${words}' belongs into apps/web/src/texts`,
      ),
    ),
)

function textsIn(source: ts.SourceFile): { line: number; words: string }[] {
  const found: { line: number; words: string }[] = []
  const look = (node: ts.Node): void => {
    const words = ts.isJsxText(node) ? node.text : ts.isJsxAttribute(node) ? spoken(node) : undefined
    if (words !== undefined && isWord(words)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
      found.push({ line, words: words.trim() })
    }
    const isCode = ts.isJsxElement(node) && untranslated.has(node.openingElement.tagName.getText())
    if (!isCode) ts.forEachChild(node, look)
  }
  look(source)
  return found
}

/** The text of an attribute, where it is written there and read by people. */
function spoken({ name, initializer }: ts.JsxAttribute): string | undefined {
  return readAloud.has(name.getText()) && initializer && ts.isStringLiteral(initializer)
    ? initializer.text
    : undefined
}
