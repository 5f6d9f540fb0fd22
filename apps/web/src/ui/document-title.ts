/** Names the page in the tab and for screen readers. */
import { useEffect } from 'react'

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Waymark' : `${title} · Waymark`
  }, [title])
}
