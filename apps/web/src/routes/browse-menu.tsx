/** The ways into the catalog besides searching: by service, by word, by domain, by people. */
import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { typeLabel } from '../features/asset/asset.ts'
import { AssetIcon } from '../features/asset/asset-icon.tsx'
import { shellTexts as texts } from '../texts/shell.ts'

const sections: readonly (readonly [title: string, types: readonly string[]])[] = [
  [
    texts.sections.sources,
    [
      'databaseService',
      'dashboardService',
      'messagingService',
      'pipelineService',
      'storageService',
      'apiService',
      'mlmodelService',
      'searchService',
    ],
  ],
  [texts.sections.meaning, ['glossary', 'classification', 'domain', 'dataProduct', 'metric', 'dataContract']],
  [texts.sections.quality, ['testSuite', 'testCase']],
  [texts.sections.people, ['team', 'user', 'role', 'policy', 'bot']],
]

export function BrowseMenu({ className }: { readonly className: string | undefined }) {
  const navigate = useNavigate()
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <Button variant="subtle" className={className ?? ''} rightSection={<IconChevronDown size={15} />}>
          {texts.browse}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<AssetIcon type="ingestionPipeline" size={15} />}
          onClick={() => void navigate({ to: '/ingestion' })}
        >
          {texts.ingestion}
        </Menu.Item>
        <Menu.Item
          leftSection={<AssetIcon type="testCase" size={15} />}
          onClick={() => void navigate({ to: '/quality', search: {} })}
        >
          {texts.dataQuality}
        </Menu.Item>
        {sections.map(([title, types]) => [
          <Menu.Label key={title}>{title}</Menu.Label>,
          ...types.map((type) => (
            <Menu.Item
              key={type}
              leftSection={<AssetIcon type={type} size={15} />}
              onClick={() => void navigate({ to: '/browse/$type', params: { type } })}
            >
              {typeLabel(type, true)}
            </Menu.Item>
          )),
        ])}
      </Menu.Dropdown>
    </Menu>
  )
}
