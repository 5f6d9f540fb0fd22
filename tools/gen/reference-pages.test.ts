import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { commandsPage } from './commands-page.ts'
import { connectionsPage } from './connections-page.ts'
import { entitiesPage } from './entities-page.ts'
import { metricsPage } from './metrics-page.ts'

const read = (name: string) => readFileSync(new URL(`../../docs/reference/${name}`, import.meta.url), 'utf8')

it('the page of entity types is the one of this code (npm run gen writes it)', () => {
  expect(read('entities.md')).toBe(entitiesPage())
})

it('the page of connections is the one of this code (npm run gen writes it)', () => {
  expect(read('connections.md')).toBe(connectionsPage())
})

it('the page of commands is the one of this code (npm run gen writes it)', () => {
  expect(read('commands.md')).toBe(commandsPage())
})

it('the page of metrics is the one of this code (npm run gen writes it)', async () => {
  expect(read('metrics.md')).toBe(await metricsPage())
})
