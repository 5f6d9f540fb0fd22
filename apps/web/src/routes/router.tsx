/** Every address of the pages. What is behind the sign-in hangs below the shell. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { shellTexts as texts } from '../texts/shell.ts'
import { Failure } from '../ui/states.tsx'
import { fromPathName, toPathName } from './path-name.ts'
import { Shell } from './shell.tsx'
import { parseUrlSearch, single, stringifyUrlSearch } from './url-search.ts'

const root = createRootRoute({ component: Outlet })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { return?: string; 'signed-out'?: boolean } => {
    const path = single(search.return)
    return { ...(path ? { return: path } : {}), ...(search['signed-out'] ? { 'signed-out': true } : {}) }
  },
  component: lazyRouteComponent(() => import('../features/sign-in/sign-in-page.tsx'), 'SignInPage'),
})
const callbackPage = lazyRouteComponent(() => import('../features/sign-in/callback-page.tsx'), 'CallbackPage')
// Guides name either of these as the redirect URI.
const callback = createRoute({ getParentRoute: () => root, path: '/callback', component: callbackPage })
const authCallback = createRoute({
  getParentRoute: () => root,
  path: '/auth/callback',
  component: callbackPage,
})
const signInRefused = createRoute({
  getParentRoute: () => root,
  path: '/sign-in-refused',
  component: callbackPage,
})
const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../features/sign-in/setup-page.tsx'), 'SetupPage'),
})

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })
const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('../features/home/home-page.tsx')),
})
const search = createRoute({
  getParentRoute: () => shell,
  path: '/search',
  validateSearch: (given): Record<string, string | readonly string[]> =>
    given as Record<string, string | readonly string[]>, // what parseUrlSearch made
  component: lazyRouteComponent(() => import('../features/search/search-page.tsx')),
})
/** What a page of an asset shows: a tab, a column of a table, and how its lineage is drawn. */
const assetSearch = ['tab', 'column', 'view', 'level', 'columns'] as const
type AssetSearch = { readonly [Name in (typeof assetSearch)[number]]?: string | undefined }
const asset = createRoute({
  getParentRoute: () => shell,
  path: '/$type/$fqn',
  params: {
    parse: ({ type, fqn }) => ({ type, fqn: fromPathName(fqn) }),
    stringify: ({ type, fqn }) => ({ type, fqn: toPathName(fqn) }),
  },
  validateSearch: (given): AssetSearch =>
    Object.fromEntries(assetSearch.map((name) => [name, single(given[name])]).filter(([, text]) => text)),
  component: lazyRouteComponent(() => import('../features/asset/asset-page.tsx')),
})
const browse = createRoute({
  getParentRoute: () => shell,
  path: '/browse/$type',
  validateSearch: (given): { q?: string; state?: string } => {
    const [q, state] = [single(given.q), single(given.state)]
    return { ...(q ? { q } : {}), ...(state ? { state } : {}) }
  },
  component: lazyRouteComponent(() => import('../features/browse/browse-page.tsx')),
})
const activity = createRoute({
  getParentRoute: () => shell,
  path: '/activity',
  validateSearch: (given): { tab?: string } => {
    const tab = single(given.tab)
    return tab ? { tab } : {}
  },
  component: lazyRouteComponent(() => import('../features/activity/activity-page.tsx')),
})
const signInSettings = createRoute({
  getParentRoute: () => shell,
  path: '/settings/sso',
  validateSearch: (given): { tab?: string } => {
    const tab = single(given.tab)
    return tab ? { tab } : {}
  },
  component: lazyRouteComponent(() => import('../features/sign-in-settings/sign-in-settings-page.tsx')),
})
const audit = createRoute({
  getParentRoute: () => shell,
  path: '/settings/audit',
  validateSearch: (given): { q?: string; actor?: string; category?: string; outcome?: string } => {
    const names = ['q', 'actor', 'category', 'outcome'] as const
    return Object.fromEntries(names.map((name) => [name, single(given[name])]).filter(([, text]) => text))
  },
  component: lazyRouteComponent(() => import('../features/audit/audit-page.tsx')),
})
const quality = createRoute({
  getParentRoute: () => shell,
  path: '/quality',
  validateSearch: (given): { status?: string; q?: string } => {
    const names = ['status', 'q'] as const
    return Object.fromEntries(names.map((name) => [name, single(given[name])]).filter(([, text]) => text))
  },
  component: lazyRouteComponent(() => import('../features/quality/quality-page.tsx')),
})
const welcome = createRoute({
  getParentRoute: () => shell,
  path: '/welcome',
  validateSearch: (given): { step?: string } => {
    const step = single(given.step)
    return step ? { step } : {}
  },
  component: lazyRouteComponent(() => import('../features/first-steps/first-steps-page.tsx')),
})
const ingestions = createRoute({
  getParentRoute: () => shell,
  path: '/ingestion',
  component: lazyRouteComponent(() => import('../features/ingestion/ingestions-page.tsx')),
})
const gallery = createRoute({
  getParentRoute: () => shell,
  path: '/ingestion/new',
  component: lazyRouteComponent(() => import('../features/ingestion/gallery-page.tsx')),
})
const connect = createRoute({
  getParentRoute: () => shell,
  path: '/ingestion/new/$serviceEntity/$serviceType',
  validateSearch: (given): { at?: string } => {
    const at = single(given.at)
    return at ? { at } : {}
  },
  component: lazyRouteComponent(() => import('../features/ingestion/connect-page.tsx')),
})
const elsewhere = createRoute({
  getParentRoute: () => shell,
  path: '$',
  component: lazyRouteComponent(() => import('../features/asset/asset-page.tsx'), 'UnknownType'),
})

const tree = root.addChildren([
  signIn,
  callback,
  authCallback,
  signInRefused,
  setup,
  shell.addChildren([
    ...[
      home,
      welcome,
      search,
      browse,
      activity,
      signInSettings,
      audit,
      quality,
      ingestions,
      gallery,
      connect,
    ],
    ...[asset, elsewhere],
  ]),
])

export function createPages() {
  return createRouter({
    routeTree: tree,
    parseSearch: parseUrlSearch,
    stringifySearch: stringifyUrlSearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: ({ error, reset }) => (
      <Failure error={error} what={texts.pageFailed} onRetry={reset} />
    ),
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPages>
  }
}
