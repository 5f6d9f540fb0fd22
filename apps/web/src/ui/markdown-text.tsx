/** Shows Markdown that people and sources wrote. Loads its parser on first use; never goes through innerHTML. */
import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { plainText } from './plain-text.ts'

const Rendered = lazy(() => import('./rendered-markdown.tsx'))

export function MarkdownText({ source }: { readonly source: string }) {
  return (
    <Suspense fallback={<Skeleton height={18} radius="sm" />}>
      <Rendered source={source} />
    </Suspense>
  )
}

/** One line of it, for lists and cells. */
export function MarkdownLine({ source }: { readonly source: string }) {
  return <>{plainText(source)}</>
}
