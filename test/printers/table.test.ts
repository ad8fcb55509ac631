import { describe, expect, test } from 'vitest'
import type { Table } from '../../src/api/contract/table.js'
import { printTable, tablePrinter } from '../../src/printers/index.js'
import { sortObjects, sortTable } from '../../src/printers/sort.js'
import { alignText } from '../../src/printers/tabwriter.js'

const column = (name: string, priority = 0, format = '') => ({
  name,
  type: 'string' as const,
  format,
  description: '',
  priority,
})

function table(
  rows: [name: string, ready: string | number | null, ip: string, labels?: Record<string, string>][],
): Table {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {},
    columnDefinitions: [column('Name', 0, 'name'), column('Ready'), column('IP', 1)],
    rows: rows.map(([name, ready, ip, labels]) => ({
      cells: [name, ready, ip],
      object: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'default', ...(labels ? { labels } : {}) },
      },
    })),
  }
}

const pods = table([
  ['web-1', '1/1', '10.244.1.2', { app: 'web', 'example.com/tier': 'front' }],
  ['a', 12, '10.244.1.3'],
])

describe('printTable', () => {
  test('aligns columns three apart and at least six wide', () => {
    expect(printTable(pods)).toBe('NAME    READY\nweb-1   1/1\na       12\n')
  })

  test('shows everything on demand', () => {
    const options = {
      wide: true,
      withNamespace: true,
      withKind: 'pod',
      showLabels: true,
      columnLabels: ['example.com/tier'],
    }
    expect(printTable(pods, options)).toBe(
      [
        'NAMESPACE   NAME        READY   IP           TIER    LABELS',
        'default     pod/web-1   1/1     10.244.1.2   front   app=web,example.com/tier=front',
        'default     pod/a       12      10.244.1.3           <none>',
        '',
      ].join('\n'),
    )
  })

  test('prints no headers without rows, or when they are not wanted', () => {
    expect(printTable(table([]))).toBe('')
    expect(printTable(pods, { noHeaders: true })).toBe('web-1   1/1\na       12\n')
  })

  test('empty cells take no more than their column', () => {
    expect(printTable(table([['x', null, '']]), { wide: true })).toBe('NAME   READY   IP\nx              \n')
  })

  test('values cannot command the terminal, nor break lines', () => {
    const nasty = table([
      ['\u001b[31mred\u001b[0m', 'one\ntwo', ''],
      ['tab\there', '', ''],
    ])
    expect(printTable(nasty)).toBe('NAME             READY\n^[[31mred^[[0m   one...\ntab              here   \n')
  })

  test('widths count characters', () => {
    expect(
      printTable(
        table([
          ['日本語テスト', 'x', ''],
          ['😀', 'y', ''],
        ]),
      ),
    ).toBe('NAME     READY\n日本語テスト   x\n😀        y\n')
  })

  test('ten thousand rows are a matter of milliseconds', () => {
    const many = table(Array.from({ length: 10_000 }, (_, at) => [`pod-${at}`, '1/1', '10.0.0.1']))
    expect(printTable(many).split('\n')).toHaveLength(10_002)
  })
})

describe('tablePrinter', () => {
  test('a watch prints headers once, and never narrows a column', () => {
    const print = tablePrinter()
    expect(print(pods)).toBe('NAME    READY\nweb-1   1/1\na       12\n')
    expect(print(table([['b', '0/1', '']]))).toBe('b       0/1\n')
    expect(print({ ...table([['longer-name', '0/1', '']]), columnDefinitions: [] })).toBe('longer-name   0/1\n')
    expect(print(table([['b', '1/1', '']]))).toBe('b             1/1\n')
  })

  test('with the type of each event', () => {
    const print = tablePrinter()
    expect(print(table([['b', '0/1', '']]), 'ADDED')).toBe('EVENT      NAME   READY\nADDED      b      0/1\n')
    expect(print(table([['b', '1/1', '']]), 'MODIFIED')).toBe('MODIFIED   b      1/1\n')
  })
})

describe('sorting', () => {
  test('by a field of the objects, quantities by amount', () => {
    const objects = [{ v: '1Gi' }, { v: '500Mi' }, {}, { v: '2k' }]
    expect(sortObjects(objects, '.v')).toEqual([{}, { v: '2k' }, { v: '500Mi' }, { v: '1Gi' }])
    expect(sortObjects([{ n: 10 }, { n: 9 }], '{.n}')).toEqual([{ n: 9 }, { n: 10 }])
    expect(sortTable(pods, '.metadata.name').rows.map((row) => row.cells[0])).toEqual(['a', 'web-1'])
  })

  test('a field that no object has is an error', () => {
    expect(() => sortTable(pods, '.spec.nosuch')).toThrow(
      'couldn\'t find any field with path "{.spec.nosuch}" in the list of objects',
    )
    expect(() => sortTable(pods, '{.spec')).toThrow('sorting error: unclosed action')
  })
})

describe('tabwriter', () => {
  test('a column is a block of lines that have it', () => {
    expect(alignText('Name:\tweb\nLabels:\tapp=web\n\ttier=front\nEvents:\n  Type\tReason\n  ----\t------\n')).toBe(
      'Name:    web\nLabels:  app=web\n         tier=front\nEvents:\n  Type  Reason\n  ----  ------\n',
    )
  })

  test('the last cell of a line belongs to no column', () => {
    expect(alignText('a\tlonger cell\nb\tc\td\n')).toBe('a  longer cell\nb  c  d\n')
    expect(alignText('a\tb')).toBe('a  b')
  })
})
