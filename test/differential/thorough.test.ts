/** The same in all its forms. */
import { scenariosIn } from './scenarios.js'
import { suite } from './suite.js'

suite(scenariosIn('thorough'))
