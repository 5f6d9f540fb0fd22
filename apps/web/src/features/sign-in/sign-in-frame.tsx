/** The frame of the pages before a session: mark, card, one line about the product. */
import type { ReactNode } from 'react'
import { Brand } from '../../ui/brand.tsx'
import { useDocumentTitle } from '../../ui/document-title.ts'
import classes from './sign-in.module.css'

export function SignInFrame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useDocumentTitle(title)
  return (
    <main className={classes.page}>
      <div className={classes.hills} aria-hidden="true">
        <svg viewBox="0 0 1200 320" preserveAspectRatio="none" aria-hidden="true">
          <path
            className={classes.far}
            d="M0 210C150 130 260 120 400 175S640 260 790 170s280-90 410-30v180H0Z"
          />
          <path className={classes.near} d="M0 270c170-70 330-60 480-15s300 40 430-10 190-50 290-30v105H0Z" />
        </svg>
      </div>
      <section className={classes.card}>
        <Brand large />
        <h1>{title}</h1>
        {children}
      </section>
    </main>
  )
}
