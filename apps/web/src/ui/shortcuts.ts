/** Keyboard shortcuts of one key, or of two in a row (`g h`), outside of text fields. */
import { useEffect, useEffectEvent } from 'react'

export type Shortcuts = Readonly<Record<string, () => void>>

const sequenceMs = 1_000
const offKey = 'waymark.shortcuts'

/** Single-key shortcuts can be switched off (WCAG 2.1.4). */
export function shortcutsEnabled(): boolean {
  try {
    return localStorage.getItem(offKey) !== 'off'
  } catch {
    return true
  }
}

export function setShortcutsEnabled(enabled: boolean): void {
  if (enabled) localStorage.removeItem(offKey)
  else localStorage.setItem(offKey, 'off')
}

function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** Whether a dialog is open: its keys are its own. */
function inDialog(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null
}

/** Listens while the component is shown. Names are `event.key`, two of them separated by a space. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const run = useEffectEvent((keys: string): boolean => {
    const action = shortcuts[keys]
    action?.()
    return action !== undefined
  })
  useEffect(() => {
    let first: { key: string; atMs: number } | undefined
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (takesText(event.target) || inDialog() || !shortcutsEnabled()) return
      const sequence =
        first && event.timeStamp - first.atMs < sequenceMs ? `${first.key} ${event.key}` : undefined
      if ((sequence !== undefined && run(sequence)) || run(event.key)) {
        event.preventDefault()
        first = undefined
      } else {
        first = { key: event.key, atMs: event.timeStamp }
      }
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
