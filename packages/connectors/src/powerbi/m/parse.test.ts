/** The syntax of M, construct by construct. https://learn.microsoft.com/powerquery-m/m-spec-consolidated-grammar */
import { describe, expect, it } from 'vitest'
import { parseExpression, parseSection } from './parse.ts'
import type { Expression } from './syntax.ts'
import { MSyntaxError, tokenize } from './tokens.ts'

const text = (value: string): Expression => ({ kind: 'text', value })
const name = (value: string): Expression => ({ kind: 'name', name: value })
const number = (value: number): Expression => ({ kind: 'number', value })

describe('literals and names', () => {
  it.each<[string, Expression]>([
    ['"a ""quoted"" word"', text('a "quoted" word')],
    ['"a#(lf)b#(cr,lf)c#(tab)d#(#)(e"', text('a\nb\r\nc\td#(e')],
    ['"#(0041)#(0001F600)"', text('A😀')],
    ['0xFF', number(255)],
    ['1.5e3', number(1500)],
    ['.5', number(0.5)],
    ['#"Quoted ""name"" #(tab)"', name('Quoted "name" \t')],
    ['Sql.Database', name('Sql.Database')],
    ['#date', name('#date')],
    ['@recursive', name('recursive')],
    ['Größe_2', name('Größe_2')],
    ['null', { kind: 'null' }],
    ['true', { kind: 'logical', value: true }],
    ['...', { kind: 'opaque', what: 'what is not written yet (...)' }],
  ])('reads %s', (source, expected) => {
    expect(parseExpression(source)).toEqual(expected)
  })

  it('steps over comments and every kind of line break', () => {
    expect(parseExpression('// first\r\n/* second\n * third */ a // last')).toEqual(name('a'))
  })
})

describe('expressions', () => {
  it.each<[string, Expression]>([
    ['{1, "a", {}}', { kind: 'list', items: [number(1), text('a'), { kind: 'list', items: [] }] }],
    ['{1..3}', { kind: 'list', items: [{ kind: 'range', from: number(1), to: number(3) }] }],
    [
      '[Order Date = 1, #"b c" = 2, type = 3]',
      {
        kind: 'record',
        fields: [
          { name: 'Order Date', value: number(1) },
          { name: 'b c', value: number(2) },
          { name: 'type', value: number(3) },
        ],
      },
    ],
    ['[Order  Date]', { kind: 'field', target: name('_'), name: 'Order Date', optional: false }],
    ['r[a]?', { kind: 'field', target: name('r'), name: 'a', optional: true }],
    ['r[[a], [b c]]', { kind: 'projection', target: name('r'), names: ['a', 'b c'] }],
    ['t{0}?', { kind: 'item', target: name('t'), selector: number(0), optional: true }],
    [
      'f(1)(2)',
      {
        kind: 'call',
        target: { kind: 'call', target: name('f'), arguments: [number(1)] },
        arguments: [number(2)],
      },
    ],
    ['each _', { kind: 'function', parameters: ['_'], body: name('_') }],
    [
      '(a as text, optional b as nullable number) as table => a',
      { kind: 'function', parameters: ['a', 'b'], body: name('a') },
    ],
    ['(optional) => optional', { kind: 'function', parameters: ['optional'], body: name('optional') }],
    ['("x") meta [IsParameterQuery=true, Type="Text"]', text('x')],
    ['x as table', name('x')],
    ['x is nullable text', { kind: 'opaque', what: 'a question about a type' }],
    ['type table [a = text, b = {number}, ...]', { kind: 'opaque', what: 'a type' }],
    ['type function (a as text) as nullable any', { kind: 'opaque', what: 'a type' }],
    ['try a otherwise b', { kind: 'try', body: name('a'), otherwise: name('b') }],
    ['error "no"', { kind: 'error', body: text('no') }],
    [
      'if a then b else if c then d else e',
      {
        kind: 'if',
        condition: name('a'),
        whenTrue: name('b'),
        whenFalse: { kind: 'if', condition: name('c'), whenTrue: name('d'), whenFalse: name('e') },
      },
    ],
  ])('reads %s', (source, expected) => {
    expect(parseExpression(source)).toEqual(expected)
  })

  it('binds operators as the grammar says', () => {
    const binary = (operator: string, left: Expression, right: Expression): Expression => ({
      kind: 'binary',
      operator,
      left,
      right,
    })
    expect(parseExpression('a or b and c = d & e * f')).toEqual(
      binary(
        'or',
        name('a'),
        binary(
          'and',
          name('b'),
          binary('=', name('c'), binary('&', name('d'), binary('*', name('e'), name('f')))),
        ),
      ),
    )
    expect(parseExpression('not a ?? -b')).toEqual(
      binary(
        '??',
        { kind: 'unary', operator: 'not', operand: name('a') },
        { kind: 'unary', operator: '-', operand: name('b') },
      ),
    )
  })

  it('reads the members of a section', () => {
    const members = parseSection(
      '[Version = "1.0"]\r\nsection Section1;\r\nshared Orders = 1;\r\n[Description = "x"] shared #"My Query" = let a = 2 in a;\r\nhidden = 3;',
    )
    expect(members.map((member) => member.name)).toEqual(['Orders', 'My Query', 'hidden'])
  })
})

describe('what is not M', () => {
  it.each([
    ['', 'an expression is expected, not the end'],
    ['let a = 1', "'in' is expected, not the end"],
    ['let a = in a', "an expression is expected, not 'in'"],
    ['"never closed', 'a quote is never closed'],
    ['/* never closed', 'a comment is never closed'],
    ['a ~ b', "'~' is no part of the language"],
    ['f(1', "')' is expected, not the end"],
    ['"#(zz)"', '#(zz) is no escape'],
    ['a b', "the end of the expression is expected, not 'b'"],
    ['#!"SELECT"', 'a part of the text could not be saved as M'],
    ["SUMMARIZE('Sales', 'Sales'[Year])", 'is no part of the language'],
  ])('says so of %j', (source, message) => {
    expect(() => parseExpression(source)).toThrow(MSyntaxError)
    expect(() => parseExpression(source)).toThrow(message)
  })

  it('gives up on nesting that no person writes, and not by running out of stack', () => {
    for (const source of ['('.repeat(50_000), '{'.repeat(50_000), '-'.repeat(50_000), 'each '.repeat(50_000)])
      expect(() => parseExpression(source)).toThrow(MSyntaxError)
  })

  it('takes time in proportion to the text', () => {
    const long = `let ${Array.from({ length: 20_000 }, (_, n) => `a${n} = Table.SelectRows(a${n - 1}, each [x] > ${n})`).join(',\n')} in a1`
    expect(tokenize(long).length).toBeGreaterThan(200_000)
    expect(parseExpression(long)).toMatchObject({ kind: 'let' })
  })
})
