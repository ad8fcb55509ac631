/** What `--help` says of each command beside its flags, by the words that call it. Loaded only for help. */
import { advancedTexts } from './help-texts-advanced.js'
import { authTexts } from './help-texts-auth.js'
import { simulationTexts } from './help-texts-simulation.js'
import { streamTexts } from './help-texts-streams.js'
import { subcommandTexts } from './help-texts-subcommands.js'

export interface HelpText {
  readonly description: string
  /** Command lines with a comment above each. */
  readonly examples?: string
}

/** Of kubectl's commands. */
const kubectlTexts: Readonly<Record<string, HelpText>> = {
  annotate: {
    description: 'Add, change or remove the annotations of one or many resources. A key followed by - is removed.',
    examples: `
# Annotate the pod web
kubectl annotate pods web description='my frontend'

# Replace an annotation that is there already
kubectl annotate --overwrite pods web description='my frontend running nginx'

# Remove an annotation
kubectl annotate pods web description-`,
  },
  'api-resources': {
    description: 'Print the resource types that the cluster serves.',
    examples: `
# All of them, with their verbs
kubectl api-resources -o wide

# Those of one group
kubectl api-resources --api-group=apps`,
  },
  'api-versions': { description: 'Print the API versions that the cluster serves, in the form "group/version".' },
  auth: { description: 'Inspect who one is to the server, and what one may do.' },
  apply: {
    description:
      'Create what a manifest describes, or change it to what the manifest describes. Fields that were in the manifest\napplied last and are no longer in it are removed; fields that others set stay.',
    examples: `
# Apply a manifest
kubectl apply -f ./pod.yaml

# Apply what another command prints
kubectl create deployment web --image=nginx --dry-run=client -o yaml | kubectl apply -f -

# Apply every manifest of a directory
kubectl apply -R -f dir/`,
  },
  attach: {
    description: 'Join the main process of a container that is running.',
    examples: `
# Output of the first container of the pod web
kubectl attach web

# Input too, raw
kubectl attach web -i -t`,
  },
  'cluster-info': { description: 'Display the addresses of the control plane and of the services of the cluster.' },
  config: { description: 'Look at and change what commands use by default. Contexts are clusters.' },
  create: {
    description: 'Create a resource from a file or from stdin, in JSON or YAML.',
    examples: `
# Create a pod using the data in pod.json
kubectl create -f ./pod.json

# Create a pod based on the JSON passed into stdin
cat pod.json | kubectl create -f -`,
  },
  'create configmap': {
    description: 'Create a config map from files, directories, literal values or env files.',
    examples: `
# Keys and values on the command line
kubectl create configmap my-config --from-literal=key1=config1 --from-literal=key2=config2

# A key for each file of a directory
kubectl create configmap my-config --from-file=path/to/bar`,
  },
  'create deployment': {
    description: 'Create a deployment with the specified name.',
    examples: `
# A deployment that runs the nginx image with 3 replicas
kubectl create deployment my-dep --image=nginx --replicas=3

# A deployment with a command
kubectl create deployment my-dep --image=busybox -- date`,
  },
  'create namespace': {
    description: 'Create a namespace with the specified name.',
    examples: 'kubectl create namespace my-namespace',
  },
  'create poddisruptionbudget': {
    description: 'Create a budget that says how many pods of a selection must stay, or may go, when pods are evicted.',
    examples: `
# At least one pod with the label app=rails must always be available
kubectl create poddisruptionbudget my-pdb --selector=app=rails --min-available=1

# At least half of them
kubectl create pdb my-pdb --selector=app=nginx --min-available=50%`,
  },
  'create serviceaccount': {
    description: 'Create a service account with the specified name.',
    examples: 'kubectl create serviceaccount my-service-account',
  },
  delete: {
    description:
      'Delete resources by file names, stdin, resources and names, or by resources and label selector. Pods get their grace\nperiod; the command waits until what it deleted is gone.',
    examples: `
# Delete a pod and a service
kubectl delete pod/foo service/bar

# Delete what a manifest describes
kubectl delete -f ./pod.json

# Delete pods and services with the label name=myLabel
kubectl delete pods,services -l name=myLabel

# Delete a pod at once
kubectl delete pod foo --force`,
  },
  describe: {
    description:
      'Show the details of a resource or of a group of them, with what belongs to it and its events. A name that is not there\nstands for all names that begin so.',
    examples: `
# Describe a node
kubectl describe nodes worker-1

# Describe all pods that the deployment frontend created
kubectl describe pods frontend

# Describe pods by label
kubectl describe pods -l name=myLabel`,
  },
  exec: {
    description: 'Execute a command in a container.',
    examples: `
# Output of date in the first container of the pod mypod
kubectl exec mypod -- date

# A shell
kubectl exec mypod -it -- sh`,
  },
  explain: {
    description: 'Describe the fields of a resource type.',
    examples: `
# The fields of pods
kubectl explain pods

# One field
kubectl explain pods.spec.containers`,
  },
  expose: {
    description:
      'Expose a resource as a new Kubernetes service, with the selector of that resource. Without --port the ports of its\ncontainers are taken.',
    examples: `
# A service for a deployment, on port 80 for the containers' port 8000
kubectl expose deployment nginx --port=80 --target-port=8000

# A NodePort service under another name
kubectl expose deployment nginx --port=80 --name=web --type=NodePort`,
  },
  get: {
    description:
      'Display one or many resources: a table of the most important information, or the objects in another format. By default\nthose of the current namespace.',
    examples: `
# List all pods
kubectl get pods

# With more information (such as the node)
kubectl get pods -o wide

# A pod as JSON
kubectl get -o json pod web-pod-13je7

# Only the phase of a pod
kubectl get pod/web-pod-13je7 -o jsonpath={.status.phase}

# Replication controllers and services together
kubectl get rc,services

# Every change, until Ctrl-C
kubectl get pods -w`,
  },
  label: {
    description: 'Add, change or remove the labels of one or many resources. A key followed by - is removed.',
    examples: `
# Label the pod foo
kubectl label pods foo unhealthy=true

# Replace a label that is there already
kubectl label --overwrite pods foo status=unhealthy

# Remove a label
kubectl label pods foo bar-`,
  },
  logs: {
    description: 'Print the logs of a container.',
    examples: `
# The last 20 lines
kubectl logs --tail=20 nginx

# Follow a container
kubectl logs -f -c ruby web-1

# The container's previous run
kubectl logs -p -c ruby web-1`,
  },
  patch: {
    description: 'Update fields of a resource by a strategic merge patch, a JSON merge patch, or a JSON patch.',
    examples: `
# A field of a node
kubectl patch node worker-1 -p '{"spec":{"unschedulable":true}}'

# A position in an array, by a JSON patch
kubectl patch pod web --type=json -p='[{"op":"replace","path":"/spec/containers/0/image","value":"new image"}]'`,
  },
  rollout: { description: 'Manage the rollout of a resource: look at it, pause it, resume it, undo it, restart it.' },
  run: {
    description: 'Create and run a particular image in a pod.',
    examples: `
# Start an nginx pod
kubectl run nginx --image=nginx

# A shell in a pod that is gone afterwards
kubectl run -i -t --rm busybox --image=busybox --restart=Never

# With arguments for the image's program
kubectl run nginx --image=nginx -- <arg1> <arg2>`,
  },
  scale: {
    description: 'Set a new size for a deployment, replica set, replication controller, or stateful set.',
    examples: `
# Scale a deployment to 3
kubectl scale --replicas=3 deployment/mysql

# Only if it is at 2 now
kubectl scale --current-replicas=2 --replicas=3 deployment/mysql`,
  },
  set: { description: 'Set specific features on objects: image, environment, resources.' },
  version: { description: 'Print the client and server version.' },
  wait: {
    description: 'Wait for a condition on one or many resources.',
    examples: `
# Until a pod is ready
kubectl wait --for=condition=Ready pod/busybox1

# Until a field has a value
kubectl wait --for=jsonpath='{.status.phase}'=Running pod/busybox1

# Until a pod is gone
kubectl wait --for=delete pod/busybox1 --timeout=60s`,
  },
}

export const helpTexts: Readonly<Record<string, HelpText>> = {
  ...kubectlTexts,
  ...advancedTexts,
  ...authTexts,
  ...streamTexts,
  ...simulationTexts,
  ...subcommandTexts,
}
