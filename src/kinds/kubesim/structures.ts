/** The simulator's own records, in the notation of `api/schema/structure.ts`: no OpenAPI document has them. */
export const ownDefinitions: Readonly<Record<string, string>> = {
  'kubesim.v1.Machine':
    'apiVersion:s kind:s metadata:@meta.v1.ObjectMeta role:s address:s capacity:{q kubelet!:@kubesim.v1.Running ' +
    'kubeProxy!:@kubesim.v1.Running power!:@kubesim.v1.Power images:{@kubesim.v1.PulledImage registered:d unschedulable:b ' +
    'lastAddress:l',
  'kubesim.v1.Running': 'running!:b since!:d',
  'kubesim.v1.Power': 'on!:b since!:d',
  'kubesim.v1.PulledImage': 'digest!:s sizeBytes!:d',
  'kubesim.v1.Proxy': 'apiVersion:s kind:s metadata:@meta.v1.ObjectMeta rounds!:{l affinities!:{[o',
  'kubesim.v1.Sandbox':
    'apiVersion:s kind:s metadata:@meta.v1.ObjectMeta node!:s podUid!:s ip!:s containers!:{[@kubesim.v1.ContainerRun ' +
    'volumes:{{o readyAt:d pulls:{@kubesim.v1.Pull unmounted:{@kubesim.v1.Unmounted ' +
    'unconfigured:{@kubesim.v1.Unconfigured',
  'kubesim.v1.ContainerRun':
    'id!:s image!:s attempt!:l startedAt!:d finishedAt:d exitCode:l lines!:[[o files!:{o found:{{o services:[s ' +
    'answers:[o served:l ended:@kubesim.v1.Ended environment:{s tooLong:b ends:@kubesim.v1.Ends killed:b changed:b ' +
    'reason:s message:s backOff:d probes:@kubesim.v1.Probes',
  'kubesim.v1.Ended': 'at!:d code!:l reason:s',
  'kubesim.v1.Ends': 'at!:d exitCode!:l reason:s',
  'kubesim.v1.Probes':
    'startup:@kubesim.v1.ProbeState liveness:@kubesim.v1.ProbeState readiness:@kubesim.v1.ProbeState',
  'kubesim.v1.ProbeState': 'at!:d passed:b streak!:@kubesim.v1.Streak',
  'kubesim.v1.Streak': 'success!:b count!:l',
  'kubesim.v1.Pull': 'image!:s startedAt!:d doneAt:d failure:@kubesim.v1.PullFailure',
  'kubesim.v1.PullFailure': 'reason!:s message!:s retryAfter!:d',
  'kubesim.v1.Unmounted': 'failedAt!:d retryAfter!:d',
  'kubesim.v1.Unconfigured': 'since!:d tries!:l',
}
