import { expect, test } from 'vitest'
import { cleanPath } from '../../../src/http/local-proxy/clean-path.js'
import { hostOf } from '../../../src/http/local-proxy/filter.js'

// Of Go: net.SplitHostPort, and the header itself where that is an error.
test.each([
  ['localhost', 'localhost'],
  ['localhost:8001', 'localhost'],
  ['localhost:', 'localhost'],
  ['localhost:http', 'localhost'],
  ['[::1]:8001', '::1'],
  ['[::1]', '[::1]'],
  ['::1', '::1'],
  ['::1:8001', '::1:8001'],
  ['[::1]x:1', '[::1]x:1'],
  ['[::1', '[::1'],
  ['a[:1', 'a[:1'],
  ['localhost:80]', 'localhost:80]'],
  ['evil.example:80@localhost', 'evil.example'],
  ['', ''],
  [':80', ''],
])('the host of %j is %j', (header, host) => {
  expect(hostOf(header)).toBe(host)
})

test.each([
  ['/', '/'],
  ['', '/'],
  ['/api/', '/api/'],
  ['//api//v1', '/api/v1'],
  ['/static/../api', '/api'],
  ['/../../x/.', '/x'],
  ['/x/../', '/'],
  ['//evil.example/', '/evil.example/'],
])('the path %j is cleanly %j', (path, clean) => {
  expect(cleanPath(path)).toBe(clean)
})
