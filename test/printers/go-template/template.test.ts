import { describe, expect, test } from 'vitest'
import { GoTemplate } from '../../../src/printers/go-template/template.js'
import { sample } from '../fixture.js'

/** Templates and what kubectl makes of them. */
const filled: [template: string, text: string][] = [
  ['{{.metadata.name}}', 'x'],
  ['{{ .metadata.name }}', 'x'],
  ['a {{- .kind -}} b', 'aPodb'],
  ['a {{ .kind }} b', 'a Pod b'],
  ['{{range .spec.containers}}{{.name}} {{end}}', 'c1 c2 c3 '],
  ['{{range $i, $c := .spec.containers}}{{$i}}={{$c.name}} {{end}}', '0=c1 1=c2 2=c3 '],
  ['{{range $c := .spec.containers}}{{$c.name}} {{end}}', 'c1 c2 c3 '],
  ['{{range .spec.e}}x{{else}}none{{end}}', 'none'],
  ['{{range .nosuch}}x{{else}}none{{end}}', 'none'],
  ['{{range $k, $v := .metadata.labels}}{{$k}}:{{$v}};{{end}}', 'a.b:dot;app.kubernetes.io/name:q;k:v;'],
  ['{{if .spec.t}}yes{{else}}no{{end}}', 'yes'],
  ['{{if .spec.nosuch}}yes{{else if .spec.t}}elif{{else}}no{{end}}', 'elif'],
  ['{{with .metadata}}{{.name}}{{end}}', 'x'],
  ['{{with .nosuch}}a{{else}}b{{end}}', 'b'],
  ['{{with .nosuch}}a{{else with .metadata}}{{.name}}{{end}}', 'x'],
  ['{{.nosuch}}', '<no value>'],
  ['{{.nosuch.x}}', '<no value>'],
  ['{{.metadata.nosuch}}', '<no value>'],
  ['{{.spec.replicas}}', '1000000'],
  ['{{.spec.small}}', '1e-05'],
  ['{{.spec.big}}', '1.2345675e+06'],
  ['{{.spec.t}}', 'true'],
  ['{{.spec.nil}}', '<no value>'],
  ['{{.spec.e}}', '[]'],
  ['{{.spec.m}}', 'map[]'],
  ['{{.metadata.labels}}', 'map[a.b:dot app.kubernetes.io/name:q k:v]'],
  [
    '{{.spec.containers}}',
    '[map[image:i1 name:c1 ports:[map[containerPort:80 name:http] map[containerPort:443]]] map[image:i2 name:c2] map[f:1.5 image:i3 n:3 name:c3]]',
  ],
  ['{{len .spec.containers}}', '3'],
  ['{{len .metadata.labels}}', '3'],
  ['{{len .metadata.name}}', '1'],
  [
    '{{index .spec.containers 0}}',
    'map[image:i1 name:c1 ports:[map[containerPort:80 name:http] map[containerPort:443]]]',
  ],
  ['{{(index .spec.containers 0).name}}', 'c1'],
  ['{{index .metadata.labels "a.b"}}', 'dot'],
  ['{{index .metadata.labels "nope"}}', '<no value>'],
  ['{{index .spec "containers" 1 "name"}}', 'c2'],
  ['{{printf "%s-%v" .kind .spec.replicas}}', 'Pod-1000000'],
  ['{{printf "%d" .spec.replicas}}', '1000000'],
  ['{{printf "%.0f" .spec.replicas}}', '%!f(int64=1000000)'],
  ['{{printf "%5.1f|%-5s|%5s|%05d" .spec.big "a" "b" 42}}', '1234567.5|a    |    b|00042'],
  ['{{printf "%q" .kind}}', '"Pod"'],
  ['{{printf "%x" "hi"}}', '6869'],
  ['{{printf "%s"}}', '%!s(MISSING)'],
  ['{{printf "a" 1 "b"}}', 'a%!(EXTRA int=1, string=b)'],
  ['{{printf "%t %v" .spec.t nil}}', 'true <nil>'],
  ['{{.kind | printf "%s!"}}', 'Pod!'],
  ['{{.kind | len}}', '3'],
  ['{{"a" | printf "%s %s" "b"}}', 'b a'],
  ['{{eq .kind "Pod"}}', 'true'],
  ['{{eq .kind "a" "Pod"}}', 'true'],
  ['{{ne .kind "Pod"}}', 'false'],
  ['{{eq .spec.replicas 1000000}}', 'true'],
  ['{{eq .spec.nil nil}}', 'true'],
  ['{{eq .nosuch "a"}}', 'false'],
  ['{{eq .spec.t true}}', 'true'],
  ['{{lt 1 2}}{{le 2 2}}{{gt 1 2}}{{ge 2 2}}{{lt "a" "b"}}', 'truetruefalsetruetrue'],
  ['{{and .kind .nosuch}}', '<no value>'],
  ['{{and .kind .apiVersion}}', 'v1'],
  ['{{or .nosuch .kind}}', 'Pod'],
  ['{{or .nosuch ""}}', ''],
  ['{{not .kind}}', 'false'],
  ['{{not .nosuch}}', 'true'],
  ['{{if and (eq .kind "Pod") (gt (len .spec.containers) 2)}}ok{{end}}', 'ok'],
  ['{{$x := .kind}}{{$x}}', 'Pod'],
  ['{{$x := 1}}{{$x = 2}}{{$x}}', '2'],
  ['{{$x := 1}}{{range .spec.containers}}{{$x = .name}}{{end}}{{$x}}', 'c3'],
  ['{{range .spec.containers}}{{$.kind}} {{end}}', 'Pod Pod Pod '],
  ['{{$.kind}}', 'Pod'],
  ['{{"quoted \\" str\\n"}}', 'quoted " str\n'],
  ['{{`raw`}}', 'raw'],
  ['{{1}} {{1.5}} {{true}} {{-3}} {{0x10}} {{1e3}}', '1 1.5 true -3 16 1000'],
  ['{{/* comment */}}x', 'x'],
  ['{{- /* c */ -}} x', 'x'],
  ['x {{- /* c */ -}} y', 'xy'],
  ['{{"aGk=" | base64decode}}', 'hi'],
  [
    '{{exists .metadata "name"}} {{exists .metadata "nope"}} {{exists .spec.containers 0 "name"}} {{exists .spec.containers 9}}',
    'true false true false',
  ],
  ['{{print "a" "b" 1 2 .kind}}', 'ab1 2Pod'],
  ['{{println "a" 1}}', 'a 1\n'],
  ['{{html "<a>&"}}', '&lt;a&gt;&amp;'],
  ['{{js "a\'<b>"}}', "a\\'\\u003Cb\\u003E"],
  ['{{urlquery "a b&c"}}', 'a+b%26c'],
  ['{{slice .kind 1 2}}', 'o'],
  ['{{.kind}}}}', 'Pod}}'],
  ['{{define "x"}}<{{.}}>{{end}}{{template "x" .kind}}', '<Pod>'],
  ['{{range .spec.containers}}{{if eq .name "c2"}}{{break}}{{end}}{{.name}}{{end}}', 'c1'],
  ['{{range .spec.containers}}{{if eq .name "c2"}}{{continue}}{{end}}{{.name}}{{end}}', 'c1c3'],
  ['{{range 3}}{{.}}{{end}}', '012'],
  ['{{(.kind)}}', 'Pod'],
  ['{{(len .kind) | printf "%03d"}}', '003'],
  ['{{.metadata.annotations.n}}', '<b>&\n"q"'],
  ['{{range .spec.containers}}{{range .ports}}{{.containerPort}},{{end}};{{end}}', '80,443,;;;'],
  ['{{ range .spec.containers }}\n{{ .name }}\n{{- end }}\n', '\nc1\nc2\nc3\n'],
  ['{{.spec.conds}}', '[map[status:True type:Ready w:5] map[status:False type:Foo w:7]]'],
  ['{{(index .spec.conds 0).w}}', '5'],
  ['{{"\\u0041"}}', 'A'],
  ["{{'a'}}", '97'],
  ['{{.metadata.labels.k}}{{"\\n"}}', 'v\n'],
  ['{{or 0 1}}', '1'],
  ['{{and 1 0 2}}', '0'],
  ['{{if 0.0}}a{{else}}b{{end}}', 'b'],
  ['{{if ""}}a{{else}}b{{end}}', 'b'],
  ['{{with $x := .kind}}{{$x}}{{end}}', 'Pod'],
  ['{{if $x := .kind}}{{$x}}{{end}}', 'Pod'],
  ['{{range $i, $e := .spec.e}}{{else}}empty{{end}}', 'empty'],
  ['{{.a.b.c}}', '<no value>'],
  ['{{.metadata.labels.a}}', '<no value>'],
  ['{{ index .metadata.labels "app.kubernetes.io/name" }}', 'q'],
  ['{{not (eq .kind "x")}}', 'true'],
  ['{{.kind | eq "Pod"}}', 'true'],
  ['{{.spec.f | printf "%v"}}', '<nil>'],
  ['{{printf "%v" .nosuch}}', '<nil>'],
  ['{{printf "%s" .nosuch}}', '%!s(<nil>)'],
  ['{{print nil}}', '<nil>'],
  ['{{print .nosuch}}', '<nil>'],
  ['{{gt .spec.replicas 5}}', 'true'],
  ['{{.kind}}\n{{.x.y}}', 'Pod\n<no value>'],
]

const refused: [template: string, message: string][] = [
  [
    '{{.metadata.name.x}}',
    'template: output:1:11: executing "output" at <.metadata.name.x>: can\'t evaluate field x in type interface {}',
  ],
  [
    '{{len .spec.nosuch}}',
    'template: output:1:2: executing "output" at <len .spec.nosuch>: error calling len: reflect: call of reflect.Value.Type on zero Value',
  ],
  ['{{len .spec.t}}', 'template: output:1:2: executing "output" at <len .spec.t>: error calling len: len of type bool'],
  [
    '{{index .spec.containers 9}}',
    'template: output:1:2: executing "output" at <index .spec.containers 9>: error calling index: index out of range: 9',
  ],
  [
    '{{index .spec.containers "a"}}',
    'template: output:1:2: executing "output" at <index .spec.containers "a">: error calling index: cannot index slice/array with type string',
  ],
  [
    '{{index .spec.replicas 1}}',
    'template: output:1:2: executing "output" at <index .spec.replicas 1>: error calling index: can\'t index item of type int64',
  ],
  [
    '{{eq .spec.replicas 1000000.0}}',
    'template: output:1:2: executing "output" at <eq .spec.replicas 1000000.0>: error calling eq: incompatible types for comparison',
  ],
  [
    '{{lt .spec.t true}}',
    'template: output:1:2: executing "output" at <lt .spec.t true>: error calling lt: invalid type for comparison',
  ],
  ['{{nil}}', 'template: output:1:2: executing "output" at <nil>: nil is not a command'],
  [
    '{{base64decode "!!"}}',
    'template: output:1:2: executing "output" at <base64decode "!!">: error calling base64decode: base64 decode failed: illegal base64 data at input byte 0',
  ],
  [
    '{{slice .spec.containers 5}}',
    'template: output:1:2: executing "output" at <slice .spec.containers 5>: error calling slice: index out of range: 5',
  ],
  ['{{foo}}', 'template: output:1: function "foo" not defined'],
  ['{{.kind', 'template: output:1: unclosed action'],
  ['{{if .kind}}', 'template: output:1: unexpected EOF'],
  ['{{end}}', 'template: output:1: unexpected {{end}}'],
  ['{{else}}', 'template: output:1: unexpected {{else}}'],
  ['{{range}}{{end}}', 'template: output:1: missing value for range'],
  ['{{if}}a{{end}}', 'template: output:1: missing value for if'],
  ['{{}}', 'template: output:1: missing value for command'],
  ['{{.kind}', "template: output:1: bad character U+007D '}'"],
  ['{{$x}}', 'template: output:1: undefined variable "$x"'],
  ['{{.kind | foo}}', 'template: output:1: function "foo" not defined'],
  [
    '{{.kind .apiVersion}}',
    'template: output:1:2: executing "output" at <.kind>: kind is not a method but has arguments',
  ],
  ['{{template "x"}}', 'template: output:1:11: executing "output" at <{{template "x"}}>: template "x" not defined'],
  ['{{break}}', 'template: output:1: {{break}} outside {{range}}'],
  ['{{range .kind}}a{{end}}', 'template: output:1:8: executing "output" at <.kind>: range can\'t iterate over Pod'],
  ['{{"a" "b"}}', 'template: output:1:2: executing "output" at <"a">: can\'t give argument to non-function "a"'],
  [
    '{{eq .kind}}',
    'template: output:1:2: executing "output" at <eq .kind>: error calling eq: missing argument for comparison',
  ],
  ['{{eq}}', 'template: output:1:2: executing "output" at <eq>: wrong number of args for eq: want at least 1 got 0'],
  ['{{len}}', 'template: output:1:2: executing "output" at <len>: wrong number of args for len: want 1 got 0'],
  ['{{not}}', 'template: output:1:2: executing "output" at <not>: wrong number of args for not: want 1 got 0'],
  [
    '{{printf}}',
    'template: output:1:2: executing "output" at <printf>: wrong number of args for printf: want at least 1 got 0',
  ],
  [
    '{{index}}',
    'template: output:1:2: executing "output" at <index>: wrong number of args for index: want at least 1 got 0',
  ],
  ['{{and}}', 'template: output:1:2: executing "output" at <and>: wrong number of args for and: want at least 1 got 0'],
  [
    '{{eq 1 1.0}}',
    'template: output:1:2: executing "output" at <eq 1 1.0>: error calling eq: incompatible types for comparison',
  ],
  [
    '{{eq "a" 1}}',
    'template: output:1:2: executing "output" at <eq "a" 1>: error calling eq: incompatible types for comparison',
  ],
  [
    '{{lt 1 "a"}}',
    'template: output:1:2: executing "output" at <lt 1 "a">: error calling lt: incompatible types for comparison',
  ],
  [
    '{{gt .spec.replicas 5.0}}',
    'template: output:1:2: executing "output" at <gt .spec.replicas 5.0>: error calling gt: incompatible types for comparison',
  ],
]

describe('go-template', () => {
  test.each(filled)('%j gives %j', (template, text) => {
    expect(new GoTemplate(template).execute(sample)).toBe(text)
  })

  test.each(refused)('%j is refused: %s', (template, message) => {
    expect(() => new GoTemplate(template).execute(sample)).toThrow(new Error(message))
  })

  test('missing keys are errors on demand', () => {
    expect(() => new GoTemplate('{{.nosuch}}', { allowMissingKeys: false }).execute(sample)).toThrow(
      'template: output:1:2: executing "output" at <.nosuch>: map has no entry for key "nosuch"',
    )
  })

  test('templates that call themselves end', () => {
    expect(() => new GoTemplate('{{define "x"}}{{template "x"}}{{end}}{{template "x"}}').execute({})).toThrow(
      'exceeded maximum template depth (1000)',
    )
  })
})
