#!/usr/bin/env node
const { start } = require('../dist/cli/start.js')
start(process.argv.slice(2)).then((code) => process.exit(code))
