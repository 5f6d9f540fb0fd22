/** Every connector of the release is complete: it loads, says what it is, and people can read about it. */
import { readFileSync } from 'node:fs'
import { createRegistry } from '@waymark/spec'
import { describe, expect, it } from 'vitest'
import { connectors, connectorTypes } from './index.ts'

const page = readFileSync(new URL('../../../docs/reference/connectors.md', import.meta.url), 'utf8')

describe.each(Object.entries(connectors))('connector %s', (type, load) => {
  it('loads without its driver, under its own type', async () => {
    const { default: connector } = await load()
    expect(connector.type).toBe(type)
    expect(createRegistry().find(connector.serviceEntity)).toBeDefined()
  })

  it('stands in the list of connectors, with a page of its own that says how far it was tried', () => {
    const link = new RegExp(
      `\\[\`${type}\`\\]\\(\\.\\./\\.\\./packages/connectors/src/(?<folder>[a-z-]+)/README\\.md\\)`,
    )
    const folder = link.exec(page)?.groups?.folder
    expect(folder, 'docs/reference/connectors.md names no page').toBeDefined()
    const readme = readFileSync(new URL(`./${folder}/README.md`, import.meta.url), 'utf8')
    if (connectorTypes.get(type) === 'documented-protocol') expect(readme).toMatch(/not yet run against/i)
  })
})
