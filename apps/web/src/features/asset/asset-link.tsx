/** A link to an asset's page. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

interface AssetLinkProps {
  readonly type: string
  readonly fqn: string
  readonly children: ReactNode
  readonly className?: string | undefined
  /** State of the page to open it in. */
  readonly search?: { readonly tab?: string; readonly column?: string }
}

export function AssetLink({ type, fqn, children, className, search }: AssetLinkProps) {
  return (
    <Link
      to="/$type/$fqn"
      params={{ type, fqn }}
      search={search ?? {}}
      {...(className === undefined ? {} : { className })}
    >
      {children}
    </Link>
  )
}
