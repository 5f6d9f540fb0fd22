/** Starts the user interface in the browser. */
import './ui/stylesheets.ts'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from './api/query-client.ts'
import { createPages } from './routes/router.tsx'
import { colorSchemeManager } from './ui/color-scheme.ts'
import { theme } from './ui/theme.ts'

const queryClient = createQueryClient()
const router = createPages()
const container = document.getElementById('root')
if (!container) throw new Error("index.html has lost its element with the id 'root'")

createRoot(container).render(
  <StrictMode>
    {/* The theme's variables are a stylesheet of the build; inline style elements would need a weaker CSP. */}
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Notifications position="bottom-right" />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
