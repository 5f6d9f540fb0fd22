/** The look: spruce for actions, blaze orange for the mark itself, stone greys; small type and tight spacing for dense pages. */
import { createTheme, type MantineColorsTuple } from '@mantine/core'

// biome-ignore format: ten shades in a row
const spruce: MantineColorsTuple = ['#eef7f4', '#d9ebe5', '#b3d6ca', '#88bfad', '#61a892', '#43937b', '#2f7f68', '#236854', '#1c5445', '#143d33']
// biome-ignore format: ten shades in a row
const blaze: MantineColorsTuple = ['#fff3ea', '#fde3d0', '#f8c4a0', '#f3a36d', '#ee8746', '#e8702a', '#c8551b', '#a04313', '#7d350f', '#5a260a']
// biome-ignore format: ten shades in a row
const stone: MantineColorsTuple = ['#f8f9f7', '#f1f3f0', '#e5e8e4', '#d5dad5', '#bfc6c0', '#a0a9a2', '#727c75', '#566059', '#3c4540', '#242b27']
// biome-ignore format: ten shades in a row
const night: MantineColorsTuple = ['#d7dedb', '#b6c0bc', '#94a09b', '#6c7873', '#48534f', '#37413e', '#2a3330', '#1a211f', '#141a18', '#0e1312']

export const theme = createTheme({
  primaryColor: 'spruce',
  primaryShade: { light: 7, dark: 6 },
  colors: { spruce, blaze, gray: stone, dark: night },
  white: '#ffffff',
  black: '#1b211e',
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  fontFamily:
    "'Inter', 'Segoe UI Variable Text', 'Segoe UI', ui-sans-serif, system-ui, -apple-system, 'Helvetica Neue', 'Noto Sans', sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'Cascadia Code', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.1875rem' },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '0.375rem', sm: '0.625rem', md: '0.875rem', lg: '1.25rem', xl: '1.75rem' },
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Locking the page's scroll writes an inline style element, which the CSP refuses.
    Modal: { defaultProps: { lockScroll: false, centered: true } },
    // The placeholder takes the focus inside a menu, whose children have to be its items.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm' } },
  },
})
