/** A place in a list of tokens, and the questions a reader asks there. */
import type { Dialect } from './dialect.ts'
import { type Token, UnreadableSql } from './tokens.ts'

export class Cursor {
  readonly tokens: readonly Token[]
  readonly dialect: Dialect
  readonly sql: string
  index = 0

  constructor(tokens: readonly Token[], dialect: Dialect, sql: string) {
    this.tokens = tokens
    this.dialect = dialect
    this.sql = sql
  }

  peek(ahead = 0): Token {
    const token = this.tokens[this.index + ahead] ?? this.tokens.at(-1)
    if (token === undefined) throw new UnreadableSql('the text is empty', 0)
    return token
  }

  next(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.index += 1
    return token
  }

  get ended(): boolean {
    return this.peek().kind === 'end'
  }

  /** Whether the next tokens are these keywords. */
  at(...words: readonly string[]): boolean {
    return words.every((word, ahead) => this.peek(ahead).upper === word)
  }

  atOneOf(words: ReadonlySet<string>): boolean {
    return words.has(this.peek().upper)
  }

  /** Steps over these keywords if they are next. */
  accept(...words: readonly string[]): boolean {
    if (!this.at(...words)) return false
    this.index += words.length
    return true
  }

  acceptOneOf(...words: readonly string[]): string | undefined {
    const { upper } = this.peek()
    if (!words.includes(upper)) return undefined
    this.index += 1
    return upper
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'symbol' && token.text === text
  }

  acceptSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false
    this.index += 1
    return true
  }

  expect(word: string): void {
    if (!this.accept(word)) this.fail(`${word} is expected`)
  }

  expectSymbol(text: string): void {
    if (!this.acceptSymbol(text)) this.fail(`'${text}' is expected`)
  }

  /** @throws UnreadableSql that names what stands here instead. */
  fail(expected: string): never {
    const { kind, text, start } = this.peek()
    throw new UnreadableSql(
      `${expected}, but ${kind === 'end' ? 'the text ends' : `'${text}' follows`}`,
      start,
    )
  }

  /** Index of the symbol that closes the bracket at `index`; the end of the text where none does. */
  closing(index = this.index): number {
    let depth = 0
    for (let at = index; at < this.tokens.length; at += 1) {
      const token = this.tokens[at]
      if (token?.kind !== 'symbol') continue
      if (token.text === '(' || token.text === '[' || token.text === '{') depth += 1
      else if (token.text === ')' || token.text === ']' || token.text === '}') {
        depth -= 1
        if (depth === 0) return at
      }
    }
    return this.tokens.length - 1
  }

  /** Steps over a bracket with all it holds, where one is next. */
  skipBrackets(): boolean {
    if (!this.isSymbol('(') && !this.isSymbol('[')) return false
    this.index = this.closing() + 1
    return true
  }

  /** A name, bare or quoted. */
  name(): string {
    const token = this.peek()
    if (token.kind !== 'word' && token.kind !== 'quoted') this.fail('a name is expected')
    this.index += 1
    return token.text
  }

  /** `(a, b, …)`: names only. */
  nameList(): string[] {
    this.expectSymbol('(')
    const names: string[] = []
    while (!this.isSymbol(')')) {
      const path = this.path()
      names.push(path.at(-1) ?? '')
      // What may follow a column's name in a list: a comment, a masking policy, an order.
      while (!this.isSymbol(',') && !this.isSymbol(')') && !this.ended) if (!this.skipBrackets()) this.next()
      if (!this.acceptSymbol(',')) break
    }
    this.expectSymbol(')')
    return names
  }

  /** `a.b.c`; an empty part stands where two dots follow each other. Quoted names with dots inside are BigQuery's whole paths. */
  path(): string[] {
    const path: string[] = []
    do {
      const token = this.peek()
      if (token.kind === 'symbol' && token.text === '.' && path.length > 0) path.push('')
      else if (token.kind === 'quoted' && this.dialect.name === 'bigquery')
        path.push(...this.name().split('.'))
      else if (token.kind === 'variable' && path.length === 0) path.push(this.next().text)
      else path.push(this.nameWithDashes())
    } while (this.acceptSymbol('.'))
    return path
  }

  /** BigQuery's projects may hold dashes. */
  private nameWithDashes(): string {
    let name = this.name()
    while (
      this.dialect.name === 'bigquery' &&
      this.isSymbol('-') &&
      this.peek().start === this.peek(-1).end &&
      this.peek(1).start === this.peek().end
    ) {
      this.next()
      name += `-${this.next().text}`
    }
    return name
  }
}
