/** What concerns the reader: conversations about what they own or follow, their tasks, what they asked for, and where they are mentioned. */
import { Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useDocumentTitle } from '../../ui/document-title.ts'
import classes from './activity.module.css'
import type { ThreadSelection } from './activity-api.ts'
import { ThreadList } from './thread-list.tsx'

const lists: readonly {
  readonly tab: string
  readonly label: string
  readonly empty: string
  readonly selection: ThreadSelection
}[] = [
  {
    tab: 'feed',
    label: 'My feed',
    empty: 'Nothing happened to what you own or follow',
    selection: { filterType: 'OWNER_OR_FOLLOWS' },
  },
  {
    tab: 'tasks',
    label: 'My tasks',
    empty: 'Nobody asked you for anything',
    selection: { filterType: 'ASSIGNED_TO', type: 'Task', taskStatus: 'Open' },
  },
  {
    tab: 'asked',
    label: 'Asked by me',
    empty: 'You are waiting for nothing',
    selection: { filterType: 'ASSIGNED_BY', type: 'Task', taskStatus: 'Open' },
  },
  {
    tab: 'mentions',
    label: 'Mentions',
    empty: 'Nobody mentioned you',
    selection: { filterType: 'MENTIONS' },
  },
]

const route = getRouteApi('/shell/activity')

export default function ActivityPage() {
  useDocumentTitle('Activity')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const open = lists.find(({ tab }) => tab === search.tab)?.tab ?? 'feed'
  return (
    <div className={classes.feed}>
      <h1>Activity</h1>
      <Tabs
        value={open}
        keepMounted={false}
        onChange={(tab) =>
          void navigate({ search: tab && tab !== 'feed' ? { tab } : {}, resetScroll: false })
        }
      >
        <Tabs.List mb="md">
          {lists.map(({ tab, label }) => (
            <Tabs.Tab key={tab} value={tab}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {lists.map(({ tab, empty, selection }) => (
          <Tabs.Panel key={tab} value={tab}>
            <div className={classes.feed}>
              <ThreadList selection={selection} empty={empty} withAsset />
            </div>
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  )
}
