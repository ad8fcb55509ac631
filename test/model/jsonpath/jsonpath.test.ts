import { describe, expect, test } from 'vitest'
import { JsonPath } from '../../../src/model/jsonpath/jsonpath.js'
import { sample } from '../../printers/fixture.js'

/** Templates and what kubectl makes of them. */
const filled: [template: string, text: string][] = [
  ['{.metadata.name}', 'x'],
  [
    '{.metadata}',
    '{"annotations":{"n":"\\u003cb\\u003e\\u0026\\n\\"q\\""},"labels":{"a.b":"dot","app.kubernetes.io/name":"q","k":"v"},"name":"x"}',
  ],
  ['{.spec.containers[*].name}', 'c1 c2 c3'],
  [
    '{.spec.containers[0]}',
    '{"image":"i1","name":"c1","ports":[{"containerPort":80,"name":"http"},{"containerPort":443}]}',
  ],
  ['{.spec.containers[-1].name}', 'c3'],
  ['{.spec.containers[-1:].name}', 'c3'],
  ['{.spec.containers[0:2].name}', 'c1 c2'],
  ['{.spec.containers[::2].name}', 'c1 c3'],
  ['{.spec.containers[1:].name}', 'c2 c3'],
  ['{.spec.containers[:-1].name}', 'c1 c2'],
  ['{.spec.containers[0:0].name}', ''],
  ['{.spec.containers[0,2].name}', 'c1 c3'],
  ['{.spec.containers[0, 2].name}', 'c1 c3'],
  ["{.spec.containers[*]['name','image']}", 'c1 c2 c3 i1 i2 i3'],
  ["{['metadata']['name']}", 'x'],
  ["{.metadata.labels['a\\.b']}", 'dot'],
  ['{.metadata.labels.a\\.b}', 'dot'],
  ['{.metadata.labels.app\\.kubernetes\\.io/name}', 'q'],
  ["{.metadata.labels['app\\.kubernetes\\.io/name']}", 'q'],
  ["{.metadata.labels['a.b']}", ''],
  ['{range .spec.containers[*]}{.name}{"\\n"}{end}', 'c1\nc2\nc3\n'],
  ['{range .spec.containers[*]}{.name}{"\\t"}{.image}{"\\n"}{end}done', 'c1\ti1\nc2\ti2\nc3\ti3\ndone'],
  ['{range .spec.containers[*]}{.name}[{range .ports[*]}{.containerPort},{end}] {end}', 'c1[80,443,] c2[] c3[] '],
  ["{range .spec.containers[*]}{.name}{'\\n'}{end}", 'c1\nc2\nc3\n'],
  ['{range .nosuch[*]}{.name}{end}after', 'after'],
  ['{range .spec.containers[*]}{.name}', 'c1c2c3'],
  ['{.spec.containers[?(@.name=="c2")].image}', 'i2'],
  ['{.spec.containers[?(@.name!="c2")].image}', 'i1 i3'],
  ['{.spec.containers[?(@.n>2)].image}', 'i3'],
  ['{.spec.containers[?(@.n>=3)].name}', 'c3'],
  ['{.spec.containers[?(@.n<2)].name}', ''],
  ['{.spec.containers[?(@.ports)].name}', 'c1'],
  ['{.spec.containers[?(@.f==1.5)].name}', 'c3'],
  ['{.spec.conds[?(@.type=="Ready")].status}', 'True'],
  ["{.spec.conds[?(@.type=='Ready')].status}", 'True'],
  ['{.spec.conds[?(@.type=="Ready")].nosuch}', ''],
  ['{..containerPort}', '80 443'],
  ['{.spec.containers[*].ports[*].containerPort}', '80 443'],
  ['{.spec.replicas}', '1000000'],
  ['{.spec.small}', '1e-05'],
  ['{.spec.big}', '1.2345675e+06'],
  ['{.spec.t}', 'true'],
  ['{.spec.nil}', 'null'],
  ['{.spec.e}', '[]'],
  ['{.spec.m}', '{}'],
  ['{.metadata.annotations.n}', '<b>&\n"q"'],
  ['{.metadata.annotations}', '{"n":"\\u003cb\\u003e\\u0026\\n\\"q\\""}'],
  ['{$.metadata.name}', 'x'],
  ['{ .metadata.name }', 'x'],
  ['{.metadata.name} {.kind}', 'x Pod'],
  ['{.metadata.name}{.nosuch}{.kind}', 'xPod'],
  ['text only', 'text only'],
  ['a {"b"} c', 'a b c'],
  ['{.metadata.name}}', 'x}'],
  ["{'a\\'b'}", "a'b"],
  ['{.metadata.name.foo}', ''],
  ['{1}', '1'],
  ['{1.5}', '1.5'],
  ['{true}', 'true'],
  ['{-1}', '-1'],
  ['{.spec.nil[0]}', ''],
  ['{.spec.nil.x}', ''],
  ['{.spec.containers[?(@.name=="c1")].ports[?(@.name=="http")].containerPort}', '80'],
  ['{.spec.conds[?(@.type==@.type)].type}', 'Ready Foo'],
  ['{.spec.conds[?(@.status=="True")]}', '{"status":"True","type":"Ready","w":5}'],
  ['{range .spec.conds[*]}{@.type}={@.status};{end}', 'Ready=True;Foo=False;'],
  ['{range .spec.conds[*]}{.type}{end}{.kind}', 'ReadyFooPod'],
  ['{.metadata.labels}', '{"a.b":"dot","app.kubernetes.io/name":"q","k":"v"}'],
  [
    '{.spec.containers[*]}',
    '{"image":"i1","name":"c1","ports":[{"containerPort":80,"name":"http"},{"containerPort":443}]} {"image":"i2","name":"c2"} {"f":1.5,"image":"i3","n":3,"name":"c3"}',
  ],
  [
    '{.spec.containers}',
    '[{"image":"i1","name":"c1","ports":[{"containerPort":80,"name":"http"},{"containerPort":443}]},{"image":"i2","name":"c2"},{"f":1.5,"image":"i3","n":3,"name":"c3"}]',
  ],
  ['{.spec.conds[?(@.w==5)].type}', 'Ready'],
  ['{.spec.conds[?(5==@.w)].type}', 'Ready'],
  ['{.spec.conds[?(@.type=="a)b")].type}', ''],
  ['{.spec.conds[*].type}{"\\n"}{.spec.conds[*].status}', 'Ready Foo\nTrue False'],
  ['{"\\u0041\\x42\\n"}', 'AB\n'],
  ['{.kind}\n{.apiVersion}', 'Pod\nv1'],
  [' {.kind} ', ' Pod '],
  ['{.spec.containers[].name}', 'c1'],
  ['{range}{end}', ''],
  ['{range .spec.containers[*]}{end}x', 'x'],
  ['{.spec.containers[?(@.name)].name}', 'c1 c2 c3'],
  ['{.spec.containers[?(@.nosuch)].name}', ''],
  ['{.}', ''],
  ['{.spec.containers[*].n}', '3'],
  ['{.spec.containers[*].f}', '1.5'],
  ['{.__proto__}', ''],
  ['{.constructor}', ''],
  ['{.metadata.labels.constructor}', ''],
  ['{..name}', 'x c1 http c2 c3'],
  ['{.metadata.labels.*}', 'dot q v'],
]

const refused: [template: string, message: string][] = [
  ['{.spec.containers[5].name}', 'array index out of bounds: index 5, length 3'],
  ['{.spec.containers[-5].name}', 'array index out of bounds: index -2, length 3'],
  ['{.spec.containers[2:1].name}', 'starting index 2 is greater than ending index 1'],
  ['{.spec.containers[0:5].name}', 'array index out of bounds: index 4, length 3'],
  ['{.spec.containers[::0].name}', 'step must be > 0'],
  ['{.spec.containers[::-1].name}', 'step must be > 0'],
  ['{end}', 'not in range, nothing to end'],
  ['{.spec.containers[?(@.n==3.0)].name}', 'incompatible types for comparison'],
  ['{.spec.conds[?(@.type==Ready)].status}', 'unrecognized identifier Ready'],
  ['{.spec.conds[?(@.w>"a")].status}', 'incompatible types for comparison'],
  ['{.metadata.name', 'unclosed action'],
  ['{.spec.containers[0', 'unterminated array'],
  ['{.spec.containers[a]}', 'invalid array index a'],
  ['{.spec.containers[1:2:3:4]}', 'invalid array index 1:2:3:4'],
  ['{%}', "unrecognized character in action: U+0025 '%'"],
  ['{foo}', 'unrecognized identifier foo'],
  ['{"a}', 'unterminated quoted string'],
  ['{"a\\qb"}', 'unquote string "a\\qb" error invalid syntax'],
  ['{.spec.containers[?(@.name=="c2"]}', 'unterminated filter'],
  ['{.spec.containers[?(@.name=="c2")}', 'unclosed array expect ]'],
  ['{.metadata.name[0]}', 'string is not array or slice'],
  ['{.spec[0]}', 'map[string]interface {} is not array or slice'],
  ['{1.2.3}', 'cannot parse number 1.2.3'],
  ['{.spec.t[0]}', 'bool is not array or slice'],
  ['{.spec.conds[?(@.w=~5)].type}', "unrecognized character in action: U+007E '~'"],
  ['{.spec.conds[?(@.status=="True" && @.w==5)].type}', "unrecognized character in action: U+0026 '&'"],
  ['{.\nkind}', 'unclosed action'],
  ['{.spec.containers[ 0 ].name}', 'invalid array index  0 '],
  ['{[0]}', 'map[string]interface {} is not array or slice'],
  ['{__proto__}', 'unrecognized identifier __proto__'],
]

describe('jsonpath', () => {
  test.each(filled)('%j gives %j', (template, text) => {
    expect(new JsonPath(template).print(sample)).toBe(text)
  })

  test.each(refused)('%j is refused: %s', (template, message) => {
    expect(() => new JsonPath(template).print(sample)).toThrow(new Error(message))
  })

  test('missing keys are errors on demand', () => {
    const strict = (template: string) => new JsonPath(template, { allowMissingKeys: false })
    expect(() => strict('{.metadata.nosuch.x}').print(sample)).toThrow('nosuch is not found')
    expect(strict('{.spec.containers[*].n}').print(sample)).toBe('3')
  })

  test('results can be had as JSON', () => {
    expect(new JsonPath('{.spec.containers[*].name}').printAsJson(sample)).toBe(
      '[\n    "c1",\n    "c2",\n    "c3"\n]\n',
    )
    expect(new JsonPath('{.nosuch}').printAsJson(sample)).toBe('[]\n')
  })
})
