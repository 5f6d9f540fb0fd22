/** Positions for nodes, worked out in a worker; the last ones stay until the next are there. */
import { useEffect, useRef, useState } from 'react'
import type { LayoutRequest, Positions } from './layout.ts'

interface Placed {
  readonly id: number
  readonly positions: Positions
}

export function useLayout(request: LayoutRequest): Positions | undefined {
  const [positions, setPositions] = useState<Positions>()
  const worker = useRef<Worker>(undefined)
  const latest = useRef(0)
  useEffect(() => {
    const started = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    started.addEventListener('message', ({ data }: MessageEvent<Placed>) => {
      if (data.id === latest.current) setPositions(data.positions)
    })
    worker.current = started
    return () => started.terminate()
  }, [])
  useEffect(() => {
    latest.current += 1
    worker.current?.postMessage({ id: latest.current, request })
  }, [request])
  return positions
}
