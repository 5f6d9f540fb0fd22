/** Shows Markdown that people and sources wrote. Loads its parser on first use; never goes through innerHTML. */
import { Skeleton } from '@mantine/core'
import { onDemand } from './on-demand.tsx'
import { plainText } from './plain-text.ts'

const Rendered = onDemand(() => import('./rendered-markdown.tsx'), <Skeleton height={18} radius="sm" />)

export function MarkdownText({ source }: { readonly source: string }) {
  return <Rendered source={source} />
}

/** One line of it, for lists and cells. */
export function MarkdownLine({ source }: { readonly source: string }) {
  return <>{plainText(source)}</>
}
