/** What was found on the machine of the catalog; each leads to the form of its connection. */
import { Link } from '@tanstack/react-router'
import { firstStepsTexts } from '../../texts/first-steps.ts'
import ingestionClasses from '../ingestion/ingestion.module.css'
import type { ConnectorDescriptor } from '../ingestion/ingestion-api.ts'
import classes from './first-steps.module.css'
import type { FoundSource } from './machine-api.ts'

const texts = firstStepsTexts.found

interface FoundSourcesProps {
  readonly found: readonly FoundSource[]
  readonly connectors: readonly ConnectorDescriptor[]
}

export function FoundSources({ found, connectors }: FoundSourcesProps) {
  return (
    <section aria-labelledby="found" className={classes.part}>
      <h3 id="found">{texts.title}</h3>
      <ul className={ingestionClasses.gallery}>
        {found.map(({ foundBy, at, serviceType }) => {
          const connector = connectors.find((one) => one.serviceType.toLowerCase() === serviceType)
          const facts = (
            <>
              <strong>{connector?.serviceType ?? texts.anySource}</strong>
              <span className="dim">{at}</span>
              <span className="dim">{texts.by[foundBy]}</span>
            </>
          )
          const look = ingestionClasses.card ?? ''
          return (
            <li key={`${foundBy} ${at}`}>
              {connector ? (
                <Link
                  to="/ingestion/new/$serviceEntity/$serviceType"
                  params={{ serviceEntity: connector.serviceEntity, serviceType: connector.serviceType }}
                  search={foundBy === 'dbtProject' ? {} : { at }}
                  className={look}
                >
                  {facts}
                </Link>
              ) : (
                <Link to="/ingestion/new" className={look}>
                  {facts}
                </Link>
              )}
            </li>
          )
        })}
      </ul>
      {found.some(({ foundBy }) => foundBy === 'dbtProject') && <p className="dim">{texts.dbtHint}</p>}
    </section>
  )
}
