import { describe, expect, it } from 'vitest'
import { keepsRule, RuleError } from './semantics.ts'

const table = {
  name: 'orders',
  description: 'What was bought',
  owners: [{ name: 'ada', type: 'user' }],
  columns: [
    { name: 'id', tags: [{ tagFQN: 'PII.None' }], nullRatio: 0 },
    { name: 'note', tags: [], nullRatio: 0.4 },
  ],
}

const keeps = (rule: unknown) => keepsRule(JSON.stringify(rule), table)
const reason = (rule: string): string => {
  try {
    return String(keepsRule(rule, table))
  } catch (error) {
    if (error instanceof RuleError) return error.message
    throw error
  }
}

describe('rules about metadata', () => {
  it.each([
    ['a member that is there', { '!!': { var: 'description' } }, true],
    ['a member that is not', { '!!': { var: 'displayName' } }, false],
    ['a default', { '==': [{ var: ['displayName', 'none'] }, 'none'] }, true],
    ['a list by its place', { '==': [{ var: 'owners.0.name' }, 'ada'] }, true],
    ['a member of all items', { in: ['PII.None', { var: 'columns.tags.tagFQN' }] }, true],
    ['every item', { all: [{ var: 'columns' }, { '<': [{ var: 'nullRatio' }, 0.5] }] }, true],
    ['no item', { none: [{ var: 'columns' }, { '>': [{ var: 'nullRatio' }, 0.3] }] }, false],
    ['an empty list', { all: [[], true] }, false],
    ['a range', { '<=': [1, { length: { var: 'columns' } }, 3] }, true],
    ['a choice', { if: [{ var: 'displayName' }, false, { var: 'description' }, true, false] }, true],
    ['what is missing', { '!': { missing: ['name', 'description'] } }, true],
    ['arithmetic', { '==': [{ '+': [1, '2', 3] }, 6] }, true],
  ])('know %s', (_name, rule, expected) => expect(keeps(rule)).toBe(expected))

  it('stop at the first answer of and, and of or', () => {
    expect(keeps({ or: [true, { unheard: 1 }] })).toBe(true)
    expect(keeps({ and: [false, { unheard: 1 }] })).toBe(false)
  })

  it('never reach into prototypes', () => {
    for (const path of [
      '__proto__',
      'constructor',
      'constructor.prototype',
      'columns.__proto__',
      'name.length',
    ]) {
      expect(keeps({ '!!': { var: path } })).toBe(false)
    }
    expect(reason('{"__proto__": [1]}')).toContain("'__proto__' is no operator")
    expect(reason('{"constructor": [1]}')).toContain("'constructor' is no operator")
    expect(reason('{"toString": []}')).toContain('is no operator')
  })

  it('are refused with a reason when they are none, too deep, too long or take too long', () => {
    expect(reason('not json')).toBe('The rule is not JSON.')
    expect(reason(`${'{"!":'.repeat(40)}1${'}'.repeat(40)}`)).toContain('deeper than 32 levels')
    expect(reason(`${'['.repeat(9000)}${']'.repeat(9000)}`)).toContain('deeper than 32 levels')
    expect(reason(JSON.stringify({ '==': ['x'.repeat(30_000), 1] }))).toContain('longer than 20000')
    const many = JSON.stringify(Array.from({ length: 100 }, () => 1))
    const nested = `{"all":[${many},{"all":[${many},{"all":[${many},1]}]}]}`
    expect(reason(nested)).toContain('more than 10000 steps')
  })

  it('compare values that nest deeply without ending the process', () => {
    const deep = `{"a":1,"b":${'['.repeat(9000)}${']'.repeat(9000)}}`
    expect(reason(`{"==":[${deep},1]}`)).toMatch(/false|too deep/)
    expect(reason(`{"cat":[${deep}]}`)).toMatch(/true|too deep/)
  })
})
