/** Sources to choose from; each leads to the form of its connection. */
import { Link } from '@tanstack/react-router'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import classes from './ingestion.module.css'
import type { ConnectorDescriptor } from './ingestion-api.ts'
import { sourceTitle } from './source-kinds.ts'

export function ConnectorCards({ connectors }: { readonly connectors: readonly ConnectorDescriptor[] }) {
  return (
    <ul className={classes.gallery}>
      {connectors.map(({ serviceEntity, serviceType, verified }) => (
        <li key={`${serviceEntity} ${serviceType}`}>
          <Link
            to="/ingestion/new/$serviceEntity/$serviceType"
            params={{ serviceEntity, serviceType }}
            search={{}}
            className={classes.card ?? ''}
          >
            <strong>{serviceType}</strong>
            <span className="dim">{sourceTitle(serviceEntity)}</span>
            {verified === 'documented-protocol' && <span className="dim">{texts.notRunAgainstServer}</span>}
          </Link>
        </li>
      ))}
    </ul>
  )
}
