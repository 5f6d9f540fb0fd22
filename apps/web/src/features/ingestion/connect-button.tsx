/** The way to the connectors, for whoever may connect a source. */
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { serviceTexts } from '../../texts/services.ts'
import { refused } from '../../ui/refused.ts'
import { useRefusal } from '../session/use-refusal.ts'

/** @param props.type - the kind of source that is looked at: `databaseService` */
export function ConnectButton({ type }: { readonly type: string }) {
  const refusal = useRefusal(type)('Create')
  const look = { leftSection: <IconPlus size={15} />, children: serviceTexts.connect }
  return refusal === undefined ? (
    <Button component={Link} to="/ingestion/new" {...look} />
  ) : (
    <Button {...look} {...refused(refusal)} />
  )
}
