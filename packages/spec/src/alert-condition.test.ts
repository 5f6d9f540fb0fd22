import { describe, expect, it } from 'vitest'
import { parseAlertCondition } from './alert-condition.ts'

describe('conditions', () => {
  it('reads calls, lists, negation and brackets with the usual precedence', () => {
    expect(
      parseAlertCondition("matchAnySource({'table','it\\'s'}) && !isBot() or matchAnyTag('a.b')"),
    ).toEqual({
      kind: 'or',
      left: {
        kind: 'and',
        left: { kind: 'call', name: 'matchAnySource', values: ['table', "it's"] },
        right: { kind: 'not', of: { kind: 'call', name: 'isBot', values: [] } },
      },
      right: { kind: 'call', name: 'matchAnyTag', values: ['a.b'] },
    })
  })

  it.each([
    '',
    'T(java.lang.Runtime).getRuntime()',
    'constructor()',
    'matchAnySource',
    'matchAnySource()',
    "matchAnySource({'a'}",
    'isBot() isBot()',
    "matchAnySource({'a'}) && ",
    `${'('.repeat(10_000)}isBot()${')'.repeat(10_000)}`,
    'process.exit()',
  ])('refuses %.60s', (text) => {
    expect(() => parseAlertCondition(text)).toThrow(expect.objectContaining({ code: 'parameter-invalid' }))
  })
})
