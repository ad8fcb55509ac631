// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts
/** Programs that never end, say nothing, or want more than there is; what they come to, as a real container shows it. */
export interface Greedy {
  readonly name: string
  readonly command: readonly string[]
  /** What becomes of it as the main program of a pod that never restarts; `Running`: it has not ended, and never will. */
  readonly end: 'Running' | 'Completed' | 'OOMKilled' | 'Error'
  readonly code?: number
}

const sh = (script: string) => ['sh', '-c', script]

export const greedy: readonly Greedy[] = [
  { name: 'sleep infinity', command: ['sleep', 'infinity'], end: 'Running' },
  { name: 'a sleep of ages', command: ['sleep', '99999999999999999999'], end: 'Running' },
  { name: 'tail -f', command: ['tail', '-f', '/dev/null'], end: 'Running' },
  { name: 'cat without input', command: ['cat'], end: 'Completed' },
  { name: 'a loop', command: sh('while :; do :; done'), end: 'Running' },
  { name: 'a loop that nobody recognises', command: sh('x=1; while [ $x ]; do x=1; done'), end: 'Running' },
  {
    name: 'nested loops that count',
    command: sh('while [ x ]; do j=0; while [ $j -lt 99999 ]; do j=$((j+1)); done; done'),
    end: 'Running',
  },
  { name: 'shells in shells', command: sh("while [ x ]; do sh -c 'while [ x ]; do :; done'; done"), end: 'Running' },
  { name: 'sleeps of no length', command: sh('while [ x ]; do sleep 0; done'), end: 'Running' },
  { name: 'seq without end', command: ['seq', '1', '1000000000'], end: 'Running' },
  { name: 'seq with an end', command: ['seq', '1', '200000'], end: 'Completed' },
  { name: 'a loop with an end', command: sh('i=0; while [ $i -lt 9000 ]; do i=$((i+1)); done'), end: 'Completed' },
  { name: 'yes', command: ['yes'], end: 'Running' },
  { name: 'yes into a sink', command: sh('yes > /dev/null'), end: 'Running' },
  { name: 'yes, of which little is wanted', command: sh('yes | head -n 3'), end: 'Completed' },
  { name: 'a wide number', command: ['printf', '%200000000d', '1'], end: 'Completed' },
  { name: 'a line without an end', command: sh("yes | tr -d '\\n'"), end: 'Running' },
  { name: 'the last of very many', command: sh('[ $(seq 1 3000000 | tail -1) = 3000000 ]'), end: 'Completed' },
  {
    name: 'the end of a wide number',
    command: sh('[ "$(printf "%9999999d" 1 | tail -c 2)" = " 1" ]'),
    end: 'Completed',
  },
  { name: 'a little of a device', command: sh('[ $(cat /dev/zero | head -c 5 | wc -c) = 5 ]'), end: 'Completed' },
  { name: 'a device as input', command: sh('[ $(head -c 5 < /dev/zero | wc -c) = 5 ]'), end: 'Completed' },
  {
    name: 'a name by chance',
    command: sh('[ $(cat /dev/urandom | tr -dc a-z | head -c 8 | wc -c) = 8 ]'),
    end: 'Completed',
  },
  { name: 'a device into memory', command: sh('x=$(cat /dev/zero)'), end: 'OOMKilled', code: 137 },
  { name: 'a device into a file', command: sh('cat /dev/zero > /tmp/f'), end: 'Error', code: 1 },
  {
    name: 'numbers that do not fit',
    command: sh(
      '[ $((9223372036854775807 + 1)) = -9223372036854775808 ] && [ $((1 << 64)) = 1 ] && [ $((3 ** 9999)) != 0 ]',
    ),
    end: 'Completed',
  },
  { name: 'a variable that doubles', command: sh('x=x; while :; do x=$x$x; done'), end: 'OOMKilled', code: 137 },
  {
    name: 'a list too long',
    command: sh('for i in $(seq 1 1000000000); do echo $i; done'),
    end: 'OOMKilled',
    code: 137,
  },
  { name: 'braces', command: sh('echo {1..1000}{1..1000}{1..1000}'), end: 'OOMKilled', code: 137 },
  { name: 'sorting what never ends', command: sh('yes | sort'), end: 'OOMKilled', code: 137 },
  {
    name: 'a file that doubles',
    command: sh('cd /tmp; echo x > a; while cat a a > b; do mv b a; done; exit 3'),
    end: 'Error',
    code: 3,
  },
  {
    name: 'very many files',
    command: sh(
      'i=0; while [ $i -lt 9000 ]; do : > /tmp/f$i; i=$((i+1)); done; [ $(ls /tmp | wc -l) = 9000 ]; rm -r /tmp',
    ),
    end: 'Completed',
  },
  { name: 'files without end', command: sh('i=0; while :; do i=$((i+1)); : > /tmp/$i; done'), end: 'Running' },
  {
    name: 'a directory in itself',
    command: sh('mkdir -p /tmp/a/a; cp -r /tmp/a /tmp/a/b; ls /tmp/a/b/b'),
    end: 'Error',
    code: 1,
  },
  { name: 'a path too long', command: ['mkdir', '-p', `/tmp/${'a/'.repeat(5_000)}`], end: 'Error', code: 1 },
  { name: 'a device in other characters', command: sh("tr '\\0' x < /dev/zero"), end: 'Running' },
  { name: 'pipelines that fork', command: sh('f() { f | f; }; f'), end: 'Running' },
  { name: 'jobs that fork', command: sh('f() { f | f & }; f'), end: 'Completed' },
  { name: 'a job that never ends', command: sh('while [ x ]; do :; done & wait'), end: 'Completed' },
  { name: 'a function that calls itself', command: sh('f() { f; }; f'), end: 'Error', code: 2 },
  { name: 'an eval of itself', command: sh('e=\'eval "$e"\'; eval "$e"'), end: 'Error', code: 139 },
  { name: 'a deep sum', command: sh(`echo $((${'('.repeat(50_000)}1${')'.repeat(50_000)}))`), end: 'Error', code: 139 },
  { name: 'deep parentheses', command: sh('('.repeat(50_000)), end: 'Error', code: 139 },
  {
    name: 'a nested expression',
    command: sh(`echo ${'a'.repeat(5_000)}! | grep -E '^(a+)+$'`),
    end: 'Error',
    code: 1,
  },
  {
    name: 'a nested substitution',
    command: sh(`echo ${'a'.repeat(5_000)}! | sed -E 's/^(a|aa)+$/b/'`),
    end: 'Completed',
  },
  {
    name: 'a pattern of many stars',
    command: sh(
      'x=$(printf "%3000d" 0); case $x in *\\ *\\ *\\ *\\ *\\ *1) exit 3;; esac; [ ${#x} = $(printf %s "${x%%*\\ *\\ *\\ *\\ *1}" | wc -c) ]',
    ),
    end: 'Completed',
  },
  { name: 'an argument too long', command: sh('x=$(printf "%200000d" 1); cat "$x"'), end: 'Error', code: 126 },
  { name: 'arguments too many', command: sh('cat $(seq 1 300000)'), end: 'Error', code: 126 },
  { name: 'words that grow', command: sh('for i in $(seq 1 9999); do set -- x $@ x; done'), end: 'Running' },
  { name: 'the end of the calendar', command: ['date', '-d', '@99999999999999'], end: 'Error', code: 1 },
  { name: 'a day that is none', command: ['date', '-d', '@1e400'], end: 'Error', code: 1 },
]
