/** Makes static pages of the documentation at build time, so that every catalog serves the one of its own version under `/docs`. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { isValidElement, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import Markdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import type { Plugin } from 'vite'
import { headingIds } from './heading-id.ts'

const sections = [
  { directory: 'docs/guides', title: 'Guides' },
  { directory: 'docs/reference', title: 'Reference' },
  { directory: 'docs/adr', title: 'Why it is built so' },
] as const
/** The first page, and what stands beside the sections. */
const alone = ['docs/scaling.md'] as const

export interface DocumentationFile {
  /** Below the served directory: `docs/guides/docker.html`. */
  readonly name: string
  readonly content: string | Uint8Array
}

interface Page {
  /** In the checkout. */
  readonly path: string
  readonly title: string
  readonly markdown: string
}

/** Where a file of the checkout is served: pages of `docs/` keep their place, what they link to elsewhere stands below `more/`. */
function addressOf(path: string): string {
  const place = path.startsWith('docs/') ? path : `docs/more/${path}`
  return place.replace(/\.md$/, '.html')
}

function readPage(root: string, path: string): Page {
  const markdown = readFileSync(join(root, path), 'utf8')
  const title = /^#\s+(.+)$/m.exec(markdown)?.[1] ?? path
  return { path, title: title.replaceAll('`', ''), markdown }
}

function textOf(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  if (Array.isArray(node)) return node.map(textOf).join('')
  return isValidElement<{ children?: ReactNode }>(node) ? textOf(node.props.children) : ''
}

/** What a page leads to: other pages and files of the checkout, each found once. */
interface Links {
  readonly root: string
  readonly pages: Set<string>
  readonly files: Set<string>
}

/** An address as the served page has it; undefined for what is not served, which then is text. */
function served(page: string, address: string, links: Links): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(address) || address.startsWith('#')) return address
  const [file = '', heading] = address.split('#', 2)
  const target = posix.normalize(posix.join(posix.dirname(page), decodeURIComponent(file)))
  if (target === 'docs/reference/openapi.json') return '/api/docs'
  const onDisk = join(links.root, target)
  if (target.startsWith('..') || !existsSync(onDisk) || statSync(onDisk).isDirectory()) return undefined
  if (target.endsWith('.md')) links.pages.add(target)
  else links.files.add(target)
  const from = posix.dirname(addressOf(page))
  return `${posix.relative(from, addressOf(target))}${heading === undefined ? '' : `#${heading}`}`
}

function components(page: string, links: Links): Components {
  const idOf = headingIds()
  const heading = (Tag: 'h1' | 'h2' | 'h3' | 'h4') => (props: { children?: ReactNode }) => (
    <Tag id={idOf(textOf(props.children))}>{props.children}</Tag>
  )
  return {
    h1: heading('h1'),
    h2: heading('h2'),
    h3: heading('h3'),
    h4: heading('h4'),
    a: ({ href, children }) => {
      const address = href === undefined ? undefined : served(page, href, links)
      return address === undefined ? <span>{children}</span> : <a href={address}>{children}</a>
    },
    img: ({ src, alt }) => <img src={served(page, String(src), links)} alt={alt ?? ''} loading="lazy" />,
    table: ({ children }) => (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
      <section className="wide" tabIndex={0} aria-label="Table">
        <table>{children}</table>
      </section>
    ),
    // biome-ignore lint/a11y/noNoninteractiveTabindex: likewise
    pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  }
}

function Navigation({ current, groups }: { current: string; groups: readonly Group[] }) {
  const from = posix.dirname(addressOf(current))
  return (
    <nav aria-label="Documentation">
      <p className="home">
        <a href={posix.relative(from, 'docs/index.html')}>Documentation</a> · <a href="/">Catalog</a> ·{' '}
        <a href="/api/docs">API</a>
      </p>
      {groups.map(({ title, pages }) => (
        <details key={title} open={pages.some(({ path }) => path === current) || current === firstPage}>
          <summary>{title}</summary>
          <ul>
            {pages.map(({ path, title: name }) => (
              <li key={path}>
                <a
                  href={posix.relative(from, addressOf(path))}
                  {...(path === current ? { 'aria-current': 'page' as const } : {})}
                >
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </nav>
  )
}

interface Group {
  readonly title: string
  readonly pages: readonly Page[]
}

const firstPage = 'docs/index.md'

function html({ path, title, markdown }: Page, groups: readonly Group[], links: Links): string {
  const style = posix.relative(posix.dirname(addressOf(path)), 'docs/documentation.css')
  return `<!doctype html>\n${renderToStaticMarkup(
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} – Waymark`}</title>
        <link rel="stylesheet" href={style} />
      </head>
      <body>
        <a className="skip" href="#content">
          Skip to the text
        </a>
        <Navigation current={path} groups={groups} />
        <main id="content">
          <Markdown remarkPlugins={[remarkGfm]} components={components(path, links)}>
            {markdown}
          </Markdown>
        </main>
      </body>
    </html>,
  )}\n`
}

/** What a page says of itself first, as text without links; nothing where it begins with something else. */
function firstSentence(markdown: string): string {
  const [, first = ''] = markdown.split(/\n\s*\n/)
  const plain = first
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
  const sentence = /^(?!```|#|Status:|\|)[^:]*?\.(?= |$)/.exec(plain)?.[0]
  return sentence === undefined ? '' : `: ${sentence}`
}

/** The first page: all others with the first sentence of each. */
function overview(groups: readonly Group[]): Page {
  const lines = groups.flatMap(({ title, pages }) => [
    `## ${title}`,
    '',
    ...pages.map(
      ({ path, title: name, markdown }) =>
        `- [${name}](${posix.relative('docs', path)})${firstSentence(markdown)}`,
    ),
    '',
  ])
  return { path: firstPage, title: 'Documentation', markdown: ['# Documentation', '', ...lines].join('\n') }
}

/**
 * Every page, what they show, and their stylesheet.
 * @param root - of the checkout
 */
export function documentationFiles(root: string): DocumentationFile[] {
  const pagesIn = (directory: string) =>
    readdirSync(join(root, directory))
      .filter((name) => name.endsWith('.md'))
      .map((name) => readPage(root, `${directory}/${name}`))
      .sort((a, b) => a.title.localeCompare(b.title, 'en'))
  const [guides, ...others] = sections.map(({ directory, title }) => ({ title, pages: pagesIn(directory) }))
  const groups: Group[] = [
    {
      title: guides?.title ?? '',
      pages: [...(guides?.pages ?? []), ...alone.map((path) => readPage(root, path))],
    },
    ...others,
  ]
  const links: Links = { root, pages: new Set(), files: new Set() }
  const made = new Map<string, DocumentationFile>()
  const make = (page: Page) => {
    const name = addressOf(page.path)
    if (!made.has(name)) made.set(name, { name, content: html(page, groups, links) })
  }
  make(overview(groups))
  for (const { pages } of groups) for (const page of pages) make(page)
  // A set that grows while it is walked through: pages that pages lead to, theirs included.
  for (const path of links.pages) if (!made.has(addressOf(path))) make(readPage(root, path))
  return [
    ...made.values(),
    ...[...links.files].map((path) => ({ name: addressOf(path), content: readFileSync(join(root, path)) })),
    {
      name: 'docs/documentation.css',
      content: readFileSync(join(root, 'apps/web/build/documentation.css'), 'utf8'),
    },
  ]
}

export function documentation(root: string): Plugin {
  return {
    name: 'waymark-documentation',
    apply: 'build',
    generateBundle() {
      for (const { name, content } of documentationFiles(root))
        this.emitFile({ type: 'asset', fileName: name, source: content })
    },
  }
}
