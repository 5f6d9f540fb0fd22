/** How the user interface is built: one folder of static files that any server can hand out under a strict CSP. */
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { assetTypes } from './build/asset-types.ts'
import { compressed } from './build/compressed.ts'
import { documentation } from './build/documentation.tsx'
import { themeStylesheet } from './build/theme-stylesheet.ts'

const api = process.env.WAYMARK_URL ?? 'http://localhost:8585'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    themeStylesheet(),
    assetTypes(),
    documentation(join(import.meta.dirname, '..', '..')),
    compressed(),
  ],
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    // The policy allows files of ours and nothing else: no data: URLs, no inline polyfill.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: 'manifest.json',
    rolldownOptions: {
      // The specification is declarations; what the pages use of it are a few pure functions.
      treeshake: { moduleSideEffects: [{ test: /packages[\\/](spec|client)[\\/]/, sideEffects: false }] },
    },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': { target: api, changeOrigin: false } } },
})
