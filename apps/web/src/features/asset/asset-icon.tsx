/** A picture for each type; the type's name always stands beside it in words. */
import {
  IconBolt,
  IconColumns3,
  IconDatabase,
  IconEye,
  IconFolder,
  IconPlayerPlay,
  IconServer,
  IconTable,
  IconTag,
  IconTags,
  IconUser,
  IconUsersGroup,
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
  classification: IconTags,
}

interface AssetIconProps {
  readonly type: string
  readonly tableType?: string | undefined
  readonly size?: number
}

export function AssetIcon({ type, tableType, size = 16 }: AssetIconProps) {
  const Icon = (tableType?.includes('View') ? icons.view : icons[type]) ?? IconTable
  return <Icon aria-hidden size={size} stroke={1.6} />
}
