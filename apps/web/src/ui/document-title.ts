/** Names the page in the tab and for screen readers. */
import { useEffect } from 'react'
import { shellTexts as texts } from '../texts/shell.ts'

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Waymark' : texts.documentTitle(title)
  }, [title])
}
