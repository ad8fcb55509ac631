/** An object with something of everything. */
export const sample = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'x',
    labels: { k: 'v', 'a.b': 'dot', 'app.kubernetes.io/name': 'q' },
    annotations: { n: '<b>&\n"q"' },
  },
  spec: {
    containers: [
      { name: 'c1', image: 'i1', ports: [{ containerPort: 80, name: 'http' }, { containerPort: 443 }] },
      { name: 'c2', image: 'i2' },
      { name: 'c3', image: 'i3', n: 3, f: 1.5 },
    ],
    replicas: 1000000,
    small: 0.00001,
    big: 1234567.5,
    t: true,
    nil: null,
    e: [],
    m: {},
    conds: [
      { type: 'Ready', status: 'True', w: 5 },
      { type: 'Foo', status: 'False', w: 7 },
    ],
  },
}
