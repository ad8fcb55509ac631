import type { HelpText } from './help-texts.js'

/** Of commands that change what is there as a whole, and of those that look after nodes. */
export const advancedTexts: Readonly<Record<string, HelpText>> = {
  'apply edit-last-applied': {
    description: 'Edit in your editor what apply remembers of an object: the configuration that was applied last.',
    examples: `
# In YAML
kubectl apply edit-last-applied deployment/nginx

# In JSON, by file
kubectl apply edit-last-applied -f deploy.yaml -o json`,
  },
  'apply set-last-applied': {
    description:
      'Make an object remember the contents of a file as the configuration that was applied last, as if it had been\napplied, and change nothing else.',
    examples: `
# Remember what stands in a file
kubectl apply set-last-applied -f deploy.yaml

# Even if the object remembers nothing yet
kubectl apply set-last-applied -f deploy.yaml --create-annotation=true`,
  },
  'apply view-last-applied': {
    description: 'Show what apply remembers of an object: the configuration that was applied last.',
    examples: `
# In YAML
kubectl apply view-last-applied deployment/nginx

# In JSON, by file
kubectl apply view-last-applied -f deploy.yaml -o json`,
  },
  certificate: { description: 'Decide on requests for certificates, where a cluster serves them.' },
  'certificate approve': {
    description: 'Approve a request for a certificate.',
    examples: 'kubectl certificate approve csr-sqgzp',
  },
  'certificate deny': {
    description: 'Deny a request for a certificate.',
    examples: 'kubectl certificate deny csr-sqgzp',
  },
  cordon: {
    description: 'Mark a node as unschedulable: no more pods are placed on it; those that run there stay.',
    examples: `
# Mark the node foo
kubectl cordon foo`,
  },
  debug: {
    description:
      'Debug a running pod: a container of its own is added to it, which shares its network and can be entered. Copies of pods (--copy-to) and the debugging of nodes are left out.',
    examples: `
# Enter a container that is added to the pod mypod
kubectl debug mypod -it --image=busybox

# The same, with a name of its own, aimed at the processes of another container
kubectl debug mypod -it --image=busybox -c debugger --target=app`,
  },
  diff: {
    description:
      "Show what apply would change: the objects as they are against the objects as they would be. The system's diff -u -N\ncompares them, or the program that the variable KUBECTL_EXTERNAL_DIFF names, which may have options.\n\nThe exit code is 0 when nothing differs, 1 when something does, and greater when something went wrong:",
    examples: `
# Compare with the resources in pod.json
kubectl diff -f pod.json

# Compare with what stands on standard input
cat service.yaml | kubectl diff -f -`,
  },
  drain: {
    description:
      'Empty a node before it is worked on: mark it as unschedulable, then evict its pods, or delete them with\n--disable-eviction. Pods that a DaemonSet manages, that keep data in an emptyDir volume, or that nothing would create\nanew keep it from being drained, until a flag says what shall become of them. When all is done, uncordon it.',
    examples: `
# Drain the node foo, even if there are pods that no controller manages
kubectl drain foo --force

# Give each pod a quarter of an hour
kubectl drain foo --grace-period=900`,
  },
  edit: {
    description:
      'Edit resources in your editor: the one that KUBE_EDITOR or EDITOR names, else vi. Several can be edited at once; they are\nchanged one after another. What the server refuses is opened again with the reasons. When an edit cannot be saved, the\ndraft stays in a temporary file.',
    examples: `
# Edit the service registry
kubectl edit svc/registry

# In another editor
KUBE_EDITOR="nano" kubectl edit svc/registry

# As JSON
kubectl edit deployment/mydeployment -o json

# The status of a deployment
kubectl edit deployment mydeployment --subresource=status`,
  },
  events: {
    description: 'List events: what happened to objects, the latest last.',
    examples: `
# Of the current namespace
kubectl events

# Of all namespaces
kubectl events --all-namespaces

# About one pod, as they come
kubectl events --for pod/web-pod-13je7 --watch

# Of one type
kubectl events --types=Warning`,
  },
  kustomize: {
    description: 'Print the objects that a kustomization directory builds, as -k would apply them.',
    examples: `
# Of the current directory
kubectl kustomize

# Of another one
kubectl kustomize config/production`,
  },
  replace: {
    description:
      'Replace a resource by file name or stdin, in JSON or YAML. The file must hold the whole resource, as\n\n  kubectl get TYPE NAME -o yaml\n\nprints it.',
    examples: `
# Replace a pod with what is in pod.json
kubectl replace -f ./pod.json

# Give a pod of one container another image
kubectl get pod mypod -o yaml | sed 's/\\(image: myimage\\):.*$/\\1:v4/' | kubectl replace -f -

# Delete the resource and create it anew
kubectl replace --force -f ./pod.json`,
  },
  taint: {
    description:
      'Update the taints on one or more nodes. A taint is written key=value:effect; the value may be left out, the effect is\nNoSchedule, PreferNoSchedule or NoExecute. A taint followed by - is removed.',
    examples: `
# A taint with the key dedicated
kubectl taint nodes foo dedicated=special-user:NoSchedule

# Remove the taint with that key and effect
kubectl taint nodes foo dedicated:NoSchedule-

# Remove all taints with that key
kubectl taint nodes foo dedicated-

# Taint the nodes with the label myLabel=X
kubectl taint node -l myLabel=X dedicated=foo:PreferNoSchedule`,
  },
  top: {
    description: 'Display what nodes and pods use. That takes somebody who measures it, as a metrics server does.',
  },
  'top node': {
    description: 'Display what nodes use.',
    examples: `
# All nodes
kubectl top node

# One node
kubectl top node NODE_NAME`,
  },
  'top pod': {
    description: 'Display what pods use.',
    examples: `
# All pods of the current namespace
kubectl top pod

# Pods by label
kubectl top pod -l name=myLabel`,
  },
  uncordon: {
    description: 'Mark a node as schedulable again.',
    examples: `
# Mark the node foo
kubectl uncordon foo`,
  },
}
