/** A picture for each type; the type's name always stands beside it in words. */
import {
  IconApi,
  IconApps,
  IconArrowsSplit2,
  IconBell,
  IconBolt,
  IconBooks,
  IconBox,
  IconBrain,
  IconChartBar,
  IconChecklist,
  IconColumns3,
  IconDashboard,
  IconDatabase,
  IconEye,
  IconFile,
  IconFileCheck,
  IconFileSpreadsheet,
  IconFolder,
  IconLock,
  IconMathFunction,
  IconMessages,
  IconPackage,
  IconPlayerPlay,
  IconRobot,
  IconSearch,
  IconServer,
  IconSitemap,
  IconSql,
  IconTable,
  IconTag,
  IconTags,
  IconTestPipe,
  IconUser,
  IconUsersGroup,
  IconVocabulary,
} from '@tabler/icons-react'

const icons: Readonly<Record<string, typeof IconTable>> = {
  databaseService: IconServer,
  database: IconDatabase,
  databaseSchema: IconFolder,
  table: IconTable,
  view: IconEye,
  column: IconColumns3,
  storedProcedure: IconBolt,
  ingestionPipeline: IconPlayerPlay,
  team: IconUsersGroup,
  user: IconUser,
  tag: IconTag,
  glossary: IconBooks,
  glossaryTerm: IconVocabulary,
  domain: IconSitemap,
  dataProduct: IconPackage,
  metric: IconMathFunction,
  dashboard: IconDashboard,
  chart: IconChartBar,
  report: IconChartBar,
  dashboardDataModel: IconTable,
  topic: IconMessages,
  pipeline: IconArrowsSplit2,
  mlmodel: IconBrain,
  container: IconBox,
  location: IconBox,
  searchIndex: IconSearch,
  apiCollection: IconApi,
  apiEndpoint: IconApi,
  directory: IconFolder,
  file: IconFile,
  spreadsheet: IconFileSpreadsheet,
  worksheet: IconFileSpreadsheet,
  query: IconSql,
  testDefinition: IconTestPipe,
  testSuite: IconChecklist,
  testCase: IconTestPipe,
  dataContract: IconFileCheck,
  kpi: IconChartBar,
  app: IconApps,
  bot: IconRobot,
  role: IconLock,
  policy: IconLock,
  eventSubscription: IconBell,
  classification: IconTags,
}

/** Services look alike; a type that nobody drew a picture for is a thing. */
function otherIcon(type: string): typeof IconTable {
  return type.endsWith('Service') ? IconServer : IconBox
}

interface AssetIconProps {
  readonly type: string
  readonly tableType?: string | undefined
  readonly size?: number
}

export function AssetIcon({ type, tableType, size = 16 }: AssetIconProps) {
  const Icon = (tableType?.includes('View') ? icons.view : icons[type]) ?? otherIcon(type)
  return <Icon aria-hidden size={size} stroke={1.6} />
}
