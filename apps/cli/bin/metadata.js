#!/usr/bin/env node
/** The command `metadata`. */
import { launch } from './launch.js'

await launch(new URL('../src/metadata.ts', import.meta.url))
