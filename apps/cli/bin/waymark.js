#!/usr/bin/env node
/** The command `waymark`. */
import { launch } from './launch.js'

await launch(new URL('../src/waymark.ts', import.meta.url))
