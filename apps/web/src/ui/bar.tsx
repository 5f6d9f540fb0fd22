/** A row with something said at its start and something to do at its end; narrow screens put one below the other. */
import type { ReactNode } from 'react'
import classes from './bar.module.css'

export function Bar({ children }: { readonly children: ReactNode }) {
  return <div className={classes.bar}>{children}</div>
}
