/** What `--help` says of each command beside its flags, by the words that call it. Loaded only for help. */

export interface HelpText {
  readonly description: string
  /** Command lines with a comment above each. */
  readonly examples?: string
}

export const helpTexts: Readonly<Record<string, HelpText>> = {
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
  clock: {
    description:
      'Show or move the time of the cluster. A wall clock follows the machine; a virtual one stands still until it is advanced\nor a command waits.',
    examples: `
# Let five minutes pass
kubesim clock advance 5m

# Stop the time between commands
kubesim clock set virtual`,
  },
  cluster: {
    description: 'Create, look at, choose and delete simulated clusters. Each lies in one JSON file.',
    examples: `
# A cluster of five workers whose images take time to pull
kubesim cluster create lab --nodes 5 --pace realistic

# A cluster in a file of your choice
kubesim --state ./lab.json cluster create`,
  },
  'cluster-info': { description: 'Display the addresses of the control plane and of the services of the cluster.' },
  completion: {
    description: 'Print the completion code for a shell: bash, zsh or fish.',
    examples: `
# Complete in this bash
source <(kubesim completion bash)

# Complete in every zsh
kubesim completion zsh > "\${fpath[1]}/_kubesim"`,
  },
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
  'create serviceaccount': {
    description: 'Create a service account with the specified name.',
    examples: 'kubectl create serviceaccount my-service-account',
  },
  curl: {
    description:
      "curl from outside the cluster, as from the machine on which it runs: localhost is any node's ports and the load balancer.\nEverything behind the name is curl's own.",
    examples: `
# A NodePort service
kubesim curl -s localhost:30080`,
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
  demo: {
    description:
      'Play a lab on a throw-away cluster: what is typed, what it prints, and whether that is what it should. Without a file the\nservices lab that comes with kubesim.',
    examples: `
# Play a lab of your own; the exit code says whether all was well
kubesim demo my.lab`,
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
  env: {
    description: "Print assignments that make this shell's kubectl, curl, wget and ssh reach the simulated cluster.",
    examples: `
# In a script
eval "$(kubesim env)"`,
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
  node: {
    description: 'Add machines to the simulated cluster, remove them, stop and start them.',
    examples: `
# A node that fails: NotReady after the grace period, its pods evicted after their toleration
kubesim node stop worker-2`,
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
  shell: {
    description:
      'Start a shell (or a command) in which kubectl, curl, wget and ssh reach the simulated cluster; what does not concern the\ncluster goes on to the real programs.',
    examples: `
# Run a lab script unchanged
kubesim shell -- bash lab.sh`,
  },
  ssh: {
    description: 'A shell, or one command, on a node of the simulated cluster.',
    examples: `
# Reach a service from a node
kubesim ssh worker-1 -- curl -s 10.96.0.10

# Stop the kubelet of a node
kubesim ssh worker-2 -- systemctl stop kubelet`,
  },
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
