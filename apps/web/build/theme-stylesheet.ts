/** Writes the theme's CSS variables into a stylesheet at build time: the running page then needs no inline style element, which the CSP forbids. */
import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core'
import type { Plugin } from 'vite'
import { theme } from '../src/ui/theme.ts'

const id = 'virtual:theme.css'

export function themeStylesheet(): Plugin {
  return {
    name: 'waymark-theme-stylesheet',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(requested) {
      if (requested !== `\0${id}`) return undefined
      return convertCssVariables(defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme)))
    },
  }
}
