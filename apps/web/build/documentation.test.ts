import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { documentationFiles } from './documentation.tsx'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const files = new Map(documentationFiles(root).map(({ name, content }) => [name, content]))
const pages = [...files].filter(([name]) => name.endsWith('.html'))

it('has a page for each guide and reference, with its title', () => {
  expect(files.get('docs/guides/azure-sso.html')).toContain(
    '<title>Sign in with Microsoft Entra ID (Azure SSO) – Waymark',
  )
  expect(files.get('docs/reference/configuration.html')).toContain('WAYMARK_MASTER_KEY')
  expect(pages.length).toBeGreaterThan(50)
})

it('leads to pages and headings that are there, wherever it links', () => {
  const broken = pages.flatMap(([name, content]) =>
    [...String(content).matchAll(/ (?:href|src)="([^"]*)"/g)].flatMap(([, address = '']) => {
      if (/^(?:[a-z]+:|\/)/.test(address)) return []
      const [file = '', heading] = address.split('#', 2)
      const target = file === '' ? name : posix.join(posix.dirname(name), file)
      const there = files.get(target)
      const found =
        there !== undefined && (heading === undefined || String(there).includes(`id="${heading}"`))
      return found ? [] : [`${name}: ${address}`]
    }),
  )
  expect(broken).toEqual([])
})

it('holds nothing that the policy of pages refuses', () => {
  for (const [name, content] of pages)
    expect(String(content).match(/<script|<style| style=| on[a-z]+="/g), name).toBeNull()
})
