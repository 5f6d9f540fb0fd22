/**
 * Keeps every text that people read in apps/web/src/texts, where a translation finds it: none stands in the markup of a page, in what is handed to
 * a control or a notice, or as a phrase anywhere else. A single word in a list of the code's own is not told from a name.
 */
import ts from 'typescript'
import { codeFiles, report } from './checkout.ts'

/** Attributes and members that are read or heard. */
const readAloud = new Set([
  ...['alt', 'aria-label', 'description', 'error', 'explanation', 'hint', 'label', 'legend', 'message'],
  ...['nothingFoundMessage', 'placeholder', 'title', 'what', 'words'],
])

/** Functions that show what they are given. */
const showing = new Set(['announceSaved', 'useDocumentTitle'])

/** What is the same in every language: code in <code>, names of keys in <kbd>. */
const untranslated = new Set(['code', 'kbd'])

/** Phrases that nobody reads: of protocols and of the API, fonts, commands, what is wrong with a build. */
const notWords = [
  /^(noopener|index\.html) /,
  /^openid profile email$/,
  /^(In Review|not checked)$/,
  /sans-serif|monospace/,
  /^npx /,
  /^Ctrl /,
]

/** The product is called the same everywhere. */
const isWord = (text: string): boolean => /\p{L}{2}/u.test(text) && text.trim() !== 'Waymark'

/** Two words with a space between them: no name is like that. */
const isPhrase = (text: string): boolean =>
  /\p{L}{2,}[,.:;]? \p{L}{2,}/u.test(text) && !notWords.some((known) => known.test(text))

report(
  codeFiles('.ts', '.tsx')
    .filter(({ path }) => /^apps\/web\/src\/(?!texts\/)(?!.*\.test\.)/.test(path))
    .flatMap(({ path, text }) =>
      textsIn(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)).map(
        ({ line, words }) => `${path}:${line}: '${words}' belongs into apps/web/src/texts`,
      ),
    ),
)

function textsIn(source: ts.SourceFile): { line: number; words: string }[] {
  const found = new Map<ts.Node, string>()
  const keep = (nodes: readonly ts.Node[], isText: (text: string) => boolean): void => {
    for (const node of nodes) {
      const text = wordsOf(node)
      if (text !== undefined && isText(text)) found.set(node, text.trim())
    }
  }
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return
    keep(shownBy(node).flatMap(literalsOf), isWord)
    keep([node], isPhrase)
    if (!isUntranslated(node)) ts.forEachChild(node, look)
  }
  look(source)
  return [...found].map(([node, words]) => ({
    line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
    words,
  }))
}

function isUntranslated(node: ts.Node): boolean {
  return ts.isJsxElement(node) && untranslated.has(node.openingElement.tagName.getText())
}

/** What a piece of the code shows to people. */
function shownBy(node: ts.Node): readonly ts.Node[] {
  if (ts.isJsxText(node)) return [node]
  if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent))
    return node.expression ? [node.expression] : []
  if (ts.isJsxAttribute(node) && readAloud.has(node.name.getText()))
    return node.initializer ? [node.initializer] : []
  if (ts.isPropertyAssignment(node) && readAloud.has(node.name.getText().replace(/^'|'$/g, '')))
    return [node.initializer]
  if (ts.isCallExpression(node) && showing.has(node.expression.getText())) return node.arguments
  return []
}

/** The literals that an expression may come to be: either side of a choice, the pieces of a template. */
function literalsOf(node: ts.Node): readonly ts.Node[] {
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(literalsOf)
  if (ts.isBinaryExpression(node)) return sidesOf(node).flatMap(literalsOf)
  if (ts.isJsxExpression(node)) return node.expression ? literalsOf(node.expression) : []
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return literalsOf(node.expression)
  return [node]
}

/** The sides of an operator that its result may be or contain; none of a comparison. */
function sidesOf({ left, operatorToken, right }: ts.BinaryExpression): readonly ts.Node[] {
  switch (operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return [right]
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.PlusToken:
      return [left, right]
    default:
      return []
  }
}

/** The words of a literal; undefined for all other code. */
function wordsOf(node: ts.Node): string | undefined {
  if (ts.isJsxText(node) || ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
    return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('…')
}
