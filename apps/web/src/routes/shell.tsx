/** The frame of every page behind the sign-in: head, search, palette, shortcuts, and the session's fate. */
import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import {
  IconApi,
  IconBook2,
  IconCommand,
  IconKeyboard,
  IconListSearch,
  IconLogout,
  IconMessages,
  IconShieldCheck,
  IconUser,
} from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouter } from '@tanstack/react-router'
import type { User } from '@waymark/spec'
import { Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useLiveChanges } from '../api/live-changes.ts'
import { titleOf } from '../features/asset/asset.ts'
import { HelpSheet } from '../features/palette/help-sheet.tsx'
import type { PaletteAction } from '../features/palette/palette.tsx'
import { HeaderSearch } from '../features/search/header-search.tsx'
import { sessionQuery } from '../features/session/session.ts'
import { SessionEnded } from '../features/session/session-ended.tsx'
import { signOut } from '../features/session/sign-out.ts'
import { shellTexts as texts } from '../texts/shell.ts'
import { Brand } from '../ui/brand.tsx'
import { ColorSchemeMenu, useColorScheme } from '../ui/color-scheme-menu.tsx'
import { onDemand } from '../ui/on-demand.tsx'
import { announceFailed } from '../ui/saved-notice.tsx'
import { useShortcuts } from '../ui/shortcuts.ts'
import { Failure, Loading } from '../ui/states.tsx'
import { BrowseMenu } from './browse-menu.tsx'
import classes from './shell.module.css'

const Palette = onDemand(() => import('../features/palette/palette.tsx'))

/** Shows the page to the signed-in, the sign-in page to everybody else. */
export function Shell() {
  const session = useQuery(sessionQuery)
  if (session.isPending) {
    return (
      <main className={classes.waiting}>
        <Loading rows={3} label={texts.theCatalog} />
      </main>
    )
  }
  if (session.isError) {
    return (
      <main className={classes.waiting}>
        <Failure error={session.error} what={texts.catalogNotOpened} onRetry={() => void session.refetch()} />
      </main>
    )
  }
  if (!session.data) return <ToSignIn />
  return <Frame user={session.data} />
}

/** Leads to the sign-in page once, with the address that was asked for. */
function ToSignIn() {
  const navigate = useNavigate()
  const router = useRouter()
  useEffect(() => {
    const from = router.state.location.href
    // While the sign-in page is on its way this effect may run again, and the address is the new one already.
    if (from.startsWith('/sign-in')) return
    void navigate({ to: '/sign-in', search: from === '/' ? {} : { return: from }, replace: true })
  }, [navigate, router])
  return null
}

function Frame({ user }: { readonly user: User }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const { setColorScheme } = useColorScheme()
  const search = useRef<HTMLInputElement>(null)
  const [help, setHelp] = useState(false)
  const [paletteOpenings, setPaletteOpenings] = useState(0)
  const leave = useMutation({ mutationFn: () => signOut(client), onError: announceFailed })
  const openPalette = (): void => setPaletteOpenings((count) => count + 1)
  const goHome = (): void => void navigate({ to: '/' })
  const goActivity = (): void => void navigate({ to: '/activity', search: {} })
  const goSearch = (): void => void navigate({ to: '/search', search: {} })

  useLiveChanges()
  useHotkeys([['mod+K', openPalette]], [])
  useShortcuts({
    '/': () => search.current?.focus(),
    '?': () => setHelp(true),
    'g h': goHome,
    'g s': goSearch,
    'g a': goActivity,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the functions differ on every render and do the same
  const actions = useMemo(
    (): readonly PaletteAction[] => [
      { label: texts.goHome, keys: 'g h', run: goHome },
      { label: texts.goToSearch, keys: 'g s', run: goSearch },
      { label: texts.goToActivity, keys: 'g a', run: goActivity },
      {
        label: texts.showProfile,
        run: () => void navigate({ to: '/$type/$fqn', params: profileOf(user), search: {} }),
      },
      ...(user.isAdmin
        ? [
            { label: texts.checkSignIn, run: () => void navigate({ to: '/settings/sso', search: {} }) },
            { label: texts.openAuditLog, run: () => void navigate({ to: '/settings/audit', search: {} }) },
          ]
        : []),
      { label: texts.useLightColours, run: () => setColorScheme('light') },
      { label: texts.useDarkColours, run: () => setColorScheme('dark') },
      { label: texts.readDocumentation, run: () => void window.open('/docs/', '_blank') },
      { label: texts.keyboardShortcuts, keys: '?', run: () => setHelp(true) },
      { label: texts.signOut, run: () => leave.mutate() },
    ],
    [user],
  )
  return (
    <>
      <a href="#page" className={classes.skip}>
        {texts.skipToPage}
      </a>
      <header className={classes.head}>
        <div className={classes.bar}>
          <Link to="/" className={classes.home} aria-label={texts.home}>
            <Brand />
          </Link>
          <BrowseMenu className={classes.user} />
          <HeaderSearch inputRef={search} className={classes.search} />
          <div className={classes.tools}>
            <Tooltip label={texts.paletteWithKey}>
              <ActionIcon
                size="lg"
                aria-label={texts.commandPalette}
                className={`${classes.tool} ${classes.keyboard}`}
                onClick={openPalette}
              >
                <IconCommand size={18} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={texts.shortcutsWithKey}>
              <ActionIcon
                size="lg"
                aria-label={texts.keyboardShortcuts}
                className={`${classes.tool} ${classes.keyboard}`}
                onClick={() => setHelp(true)}
              >
                <IconKeyboard size={18} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={texts.activityWithKey}>
              <ActionIcon
                size="lg"
                aria-label={texts.activity}
                className={classes.tool}
                component={Link}
                to="/activity"
              >
                <IconMessages size={18} />
              </ActionIcon>
            </Tooltip>
            <ColorSchemeMenu className={classes.tool} />
            <Menu position="bottom-end" width={240}>
              <Menu.Target>
                <Button
                  variant="subtle"
                  className={classes.user}
                  loading={leave.isPending || leave.isSuccess}
                >
                  <span className={classes.person}>{titleOf(user)}</span>
                  <IconUser size={18} className={classes.face} aria-hidden />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{user.email}</Menu.Label>
                <Menu.Item
                  leftSection={<IconUser size={15} />}
                  onClick={() => void navigate({ to: '/$type/$fqn', params: profileOf(user), search: {} })}
                >
                  {texts.profile}
                </Menu.Item>
                {user.isAdmin && (
                  <Menu.Item
                    leftSection={<IconShieldCheck size={15} />}
                    onClick={() => void navigate({ to: '/settings/sso', search: {} })}
                  >
                    {texts.signInSettings}
                  </Menu.Item>
                )}
                {user.isAdmin && (
                  <Menu.Item
                    leftSection={<IconListSearch size={15} />}
                    onClick={() => void navigate({ to: '/settings/audit', search: {} })}
                  >
                    {texts.auditLog}
                  </Menu.Item>
                )}
                <Menu.Item leftSection={<IconBook2 size={15} />} component="a" href="/docs/" target="_blank">
                  {texts.documentation}
                </Menu.Item>
                <Menu.Item leftSection={<IconApi size={15} />} component="a" href="/api/docs" target="_blank">
                  {texts.apiReference}
                </Menu.Item>
                <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => leave.mutate()}>
                  {texts.signOut}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </div>
        </div>
      </header>
      <main id="page" tabIndex={-1} className={classes.page}>
        <Suspense fallback={<Loading rows={8} label={texts.thePage} />}>
          <Outlet />
        </Suspense>
      </main>
      <SessionEnded />
      <HelpSheet opened={help} onClose={() => setHelp(false)} />
      {paletteOpenings > 0 && <Palette actions={actions} opening={paletteOpenings} />}
    </>
  )
}

function profileOf(user: User): { type: string; fqn: string } {
  return { type: 'user', fqn: user.fullyQualifiedName }
}
