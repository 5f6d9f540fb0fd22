/** Turns the TypeScript of the checkout into JavaScript: types become blanks, so that lines and columns in stack traces stay true. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, extname, join } from 'node:path'
import ts from 'typescript'

/** Gives another specifier for an import of `file`, or undefined to leave it. */
export type Redirect = (specifier: string, file: string) => string | undefined

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

const isTest = (path: string): boolean =>
  /\.test\.tsx?$|(^|\/)(testing|fixtures)(\/|$)|\/testing-[\w-]+\.ts$/.test(path)

/**
 * Writes every module below `from` to the same place below `to`: `.ts` becomes `.js`, `.js` is copied with its imports redirected; tests
 * and what is not code stay behind. The checkout is erasable TypeScript, so nothing of what runs is changed but specifiers.
 *
 * @throws SyntaxError naming the position where a file holds TypeScript that cannot be erased
 */
export function compileFolder(from: string, to: string, redirect: Redirect = () => undefined): void {
  for (const path of modulesBelow(from, '')) {
    const file = join(from, path)
    const target = join(to, path.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, compileModule(readFileSync(file, 'utf8'), file, redirect))
  }
}

function compileModule(source: string, file: string, redirect: Redirect): string {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const edits: Edit[] = []
  const visit = (node: ts.Node): void => {
    const literal = specifierOf(node)
    if (literal !== undefined) {
      const text = redirect(literal.text, file) ?? literal.text
      const compiled = text.startsWith('.') ? text.replace(/\.ts$/, '.js') : text
      edits.push({ start: literal.getStart(tree), end: literal.getEnd(), text: `'${compiled}'` })
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  let edited = source
  for (const { start, end, text } of edits.sort((a, b) => b.start - a.start))
    edited = edited.slice(0, start) + text + edited.slice(end)
  return extname(file) === '.ts' ? stripTypeScriptTypes(edited) : edited
}

/** The string that names another module: of an import, an export, `import()`, or `new URL(…, import.meta.url)`. */
function specifierOf(node: ts.Node): ts.StringLiteral | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return asLiteral(node.moduleSpecifier)
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return asLiteral(node.arguments[0])
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'URL') return undefined
  const [address, base] = node.arguments ?? []
  return base?.getText() === 'import.meta.url' ? asLiteral(address) : undefined
}

function asLiteral(node: ts.Node | undefined): ts.StringLiteral | undefined {
  return node !== undefined && ts.isStringLiteral(node) ? node : undefined
}

function modulesBelow(root: string, path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    const below = path === '' ? entry.name : `${path}/${entry.name}`
    if (isTest(below) || entry.name === 'node_modules') return []
    if (entry.isDirectory()) return modulesBelow(root, below)
    return /\.(ts|js)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [below] : []
  })
}
