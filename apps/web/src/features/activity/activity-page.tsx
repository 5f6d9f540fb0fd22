/** What concerns the reader: conversations about what they own or follow, their tasks, what they asked for, and where they are mentioned. */
import { Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { activityTexts as texts } from '../../texts/activity.ts'
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
    label: texts.myFeed,
    empty: texts.noFeed,
    selection: { filterType: 'OWNER_OR_FOLLOWS' },
  },
  {
    tab: 'tasks',
    label: texts.myTasks,
    empty: texts.noTasks,
    selection: { filterType: 'ASSIGNED_TO', type: 'Task', taskStatus: 'Open' },
  },
  {
    tab: 'asked',
    label: texts.askedMe,
    empty: texts.nothingAsked,
    selection: { filterType: 'ASSIGNED_BY', type: 'Task', taskStatus: 'Open' },
  },
  {
    tab: 'mentions',
    label: texts.mentions,
    empty: texts.noMentions,
    selection: { filterType: 'MENTIONS' },
  },
]

const route = getRouteApi('/shell/activity')

export default function ActivityPage() {
  useDocumentTitle(texts.activity)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const open = lists.find(({ tab }) => tab === search.tab)?.tab ?? 'feed'
  return (
    <div className={classes.feed}>
      <h1>{texts.activity}</h1>
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
