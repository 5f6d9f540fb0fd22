import { expect, it } from 'vitest'
import { didYouMean } from './did-you-mean.ts'

it.each([
  ['descripton', ['displayName', 'description'], 'description'],
  ['usres', ['names', 'users'], 'users'],
  ['host_port', ['username', 'hostPort'], 'hostPort'],
  ['ID', ['name', 'id'], 'id'],
  ['owner', ['tags', 'columns'], undefined],
  ['', ['name'], undefined],
  ['bat', ['cat', 'hat'], 'cat'],
  ['x'.repeat(65), ['x'.repeat(65)], undefined],
])('%s among %j is meant to be %s', (word, candidates, meant) => {
  expect(didYouMean(word, candidates)).toBe(meant)
})
