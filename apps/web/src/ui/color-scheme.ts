/** Light, dark or the system's choice: kept in local storage, applied by `/color-scheme.js` before the first paint. */
import { isMantineColorScheme, type MantineColorSchemeManager } from '@mantine/core'

const key = 'waymark.color-scheme'

export const colorSchemeManager: MantineColorSchemeManager = {
  get(defaultValue) {
    try {
      const stored = localStorage.getItem(key)
      return isMantineColorScheme(stored) ? stored : defaultValue
    } catch {
      return defaultValue
    }
  },
  set(value) {
    try {
      localStorage.setItem(key, value)
    } catch {
      // Storage is switched off: the choice lasts for this page.
    }
  },
  clear() {
    localStorage.removeItem(key)
  },
  subscribe() {},
  unsubscribe() {},
}
