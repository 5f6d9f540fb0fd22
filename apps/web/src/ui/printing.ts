/** Whether the page is being printed: what is drawn only in sight has to be drawn as a whole then. */
import { useSyncExternalStore } from 'react'

const printed = (): MediaQueryList => matchMedia('print')

function follow(onChange: () => void): () => void {
  const query = printed()
  query.addEventListener('change', onChange)
  return () => query.removeEventListener('change', onChange)
}

/** True from just before the page is laid out on paper until that is done. */
export function usePrinting(): boolean {
  return useSyncExternalStore(follow, () => printed().matches)
}
