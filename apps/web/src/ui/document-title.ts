/** Names the page in the tab and for screen readers. */
import { useEffect } from 'react'
import { controlTexts as texts } from '../texts/controls.ts'

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Waymark' : texts.documentTitle(title)
  }, [title])
}
