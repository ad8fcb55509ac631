import type { Answers, AnswerTo, Applications, Network, NetworkWorld, Origin, Question } from './contract.js'
import { exchange, probe } from './http.js'
import { isLoopback, isPoweredOn, nodeWithAddress, placeOf, podWithAddress } from './places.js'
import { lookUp, query } from './resolver.js'

/** The network in front of these applications. */
export function createNetwork(applications: Applications): Network {
  const answer = (origin: Origin, question: Question, world: NetworkWorld): Answers[keyof Answers] => {
    switch (question.ask) {
      case 'lookup':
        return lookUp(origin, question.host, world, applications)
      case 'dns':
        return query(origin, question, world, applications)
      case 'connect':
        return probe(origin, question, world, applications)
      case 'ping':
        return ping(origin, question.address, world)
      case 'http':
        return exchange(origin, question, world, applications)
    }
  }
  return {
    answer: <Q extends Question>(origin: Origin, question: Q, world: NetworkWorld) =>
      answer(origin, question, world) as AnswerTo<Q>,
  }
}

/** Pods and nodes answer an echo request; cluster IPs exist only in kube-proxy's rules, which do not match ICMP. */
function ping(origin: Origin, address: string, world: NetworkWorld): Answers['ping'] {
  const place = placeOf(origin, world)
  if (place === undefined) return { outcome: 'timeout' }
  if (isLoopback(address)) return { outcome: 'reply' }
  const pod = podWithAddress(address, world)
  const node = pod === undefined ? nodeWithAddress(address, world) : pod.spec.nodeName
  const reachable = place.at !== 'host' || pod === undefined
  return { outcome: node !== undefined && reachable && isPoweredOn(node, world) ? 'reply' : 'timeout' }
}
