/** Every family of commands, with its main uses, right and wrong. */
import { scenariosIn } from './scenarios.js'
import { suite } from './suite.js'

suite(scenariosIn(''))
