import type { HelpText } from './help-texts.js'

/** Of commands below another one. */
export const subcommandTexts: Readonly<Record<string, HelpText>> = {
  'create secret': { description: 'Create a secret: of any data, for TLS, or for a registry of images.' },
  'create secret docker-registry': {
    description: 'Create a secret with which nodes may pull images from a registry.',
    examples: `
# From a name and a password
kubectl create secret docker-registry my-secret --docker-server=DOCKER_SERVER --docker-username=USER --docker-password=PASSWORD

# From a file that docker login has written
kubectl create secret docker-registry my-secret --from-file=.dockerconfigjson=path/to/.docker/config.json`,
  },
  'create secret generic': {
    description: 'Create a secret from files, directories, literal values or env files.',
    examples: `
# Keys and values on the command line
kubectl create secret generic my-secret --from-literal=key1=supersecret --from-literal=key2=topsecret

# A key for a file
kubectl create secret generic my-secret --from-file=ssh-privatekey=path/to/id_rsa`,
  },
  'create secret tls': {
    description: 'Create a secret of a certificate and its private key, both PEM files that belong together.',
    examples: `
# The secret of a web site
kubectl create secret tls tls-secret --cert=path/to/tls.crt --key=path/to/tls.key`,
  },
  'create service': { description: 'Create a service of one of the types, which selects the pods labelled app=NAME.' },
  'create service clusterip': {
    description: 'Create a service with an address in the cluster, or with none (headless).',
    examples: `
# Port 5678 for the containers' port 8080
kubectl create service clusterip my-cs --tcp=5678:8080

# Headless
kubectl create service clusterip my-cs --clusterip="None"`,
  },
  'create service externalname': {
    description: 'Create a service that is another name for a host outside the cluster.',
    examples: `
# my-ns leads to bar.com
kubectl create service externalname my-ns --external-name bar.com`,
  },
  'create service loadbalancer': {
    description: 'Create a service with an address that is reached from outside the cluster.',
    examples: `
# Port 5678 for the containers' port 8080
kubectl create service loadbalancer my-lbs --tcp=5678:8080`,
  },
  'create service nodeport': {
    description: 'Create a service with a port of every node.',
    examples: `
# Port 5678 for the containers' port 8080
kubectl create service nodeport my-ns --tcp=5678:8080`,
  },
  'rollout history': {
    description: 'Show the revisions of a rollout, or one of them in detail.',
    examples: `
# The revisions of a deployment
kubectl rollout history deployment/abc

# The third of them
kubectl rollout history deployment/abc --revision=3`,
  },
  'rollout pause': {
    description: 'Pause a rollout: changes of the template wait until it is resumed. Deployments only.',
    examples: `
# Make several changes and roll them out at once
kubectl rollout pause deployment/nginx`,
  },
  'rollout restart': {
    description: 'Replace the pods of a resource by new ones, as a rolling update does.',
    examples: `
# New pods for a deployment
kubectl rollout restart deployment/nginx`,
  },
  'rollout resume': {
    description: 'Resume a rollout that has been paused. Deployments only.',
    examples: `
# Go on
kubectl rollout resume deployment/nginx`,
  },
  'rollout status': {
    description: 'Show how far a rollout is, and follow it to its end.',
    examples: `
# Wait for a deployment
kubectl rollout status deployment/nginx

# Look once
kubectl rollout status deployment/nginx --watch=false`,
  },
  'rollout undo': {
    description: 'Roll back to the revision before, or to a given one.',
    examples: `
# To the one before
kubectl rollout undo deployment/abc

# To the third
kubectl rollout undo deployment/abc --to-revision=3`,
  },
  'set env': {
    description: 'Set, remove or list environment variables in the templates of pods. A name followed by - is removed.',
    examples: `
# Set one
kubectl set env deployment/registry STORAGE_DIR=/local

# List those of a deployment
kubectl set env deployment/registry --list

# Take them from a config map
kubectl set env --from=configmap/myconfigmap deployment/myapp`,
  },
  'set image': {
    description: 'Set the images of containers, as CONTAINER=IMAGE.',
    examples: `
# A new image for a container
kubectl set image deployment/nginx nginx=nginx:1.9.1

# For every container
kubectl set image deployment/nginx '*=nginx:1.9.1'`,
  },
  'set resources': {
    description: 'Set what containers request and what they may use at most.',
    examples: `
# Limits and requests
kubectl set resources deployment nginx --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi`,
  },
  'set selector': {
    description: 'Set the selector of a resource; the one it had is replaced.',
    examples: `
# Let a service lead to other pods
kubectl set selector service/web 'app=nginx'`,
  },
  'set subject': {
    description: 'Give users, groups and service accounts the rights of a binding that is there.',
    examples: `
# A service account
kubectl set subject clusterrolebinding admin --serviceaccount=namespace:serviceaccount1

# Two users and a group
kubectl set subject rolebinding admin --user=user1 --user=user2 --group=group1`,
  },
  'set serviceaccount': {
    description: 'Set the service account in the templates of pods.',
    examples: `
# Let the pods of a deployment run as another account
kubectl set serviceaccount deployment nginx-deployment serviceaccount1`,
  },
  'config current-context': { description: 'Print the name of the context that commands use.' },
  'config get-clusters': { description: 'List the names of the clusters.' },
  'config get-contexts': {
    description: 'List the contexts, or those that are named. A star marks the one that commands use.',
    examples: `
# The names alone
kubectl config get-contexts -o name`,
  },
  'config set-context': {
    description: 'Set the namespace that commands use when they are given none.',
    examples: `
# From now on in the namespace dev
kubectl config set-context --current --namespace=dev`,
  },
  'config use-context': {
    description: 'Choose the context, and with it the cluster, that commands use from now on.',
    examples: `
# The cluster lab
kubectl config use-context lab`,
  },
  'config view': {
    description: 'Show the settings in the form of a kubeconfig.',
    examples: `
# The namespace in use
kubectl config view --minify -o jsonpath='{..namespace}'`,
  },
  'cluster create': {
    description:
      'Create a cluster, and use it from now on when it has a name. Without one it lies in the state file in use.',
    examples: `
# Five workers, and images that take time to pull
kubesim cluster create lab --nodes 5 --pace realistic

# The same names and addresses every time, and time that stands still
kubesim cluster create test --seed 42 --clock virtual

# A bare API in which nothing happens by itself
kubesim cluster create bare --disable scheduler,kubelet,deployment,replicaset`,
  },
  'cluster delete': { description: 'Delete a cluster: its state file is removed.' },
  'cluster list': { description: 'List the clusters. A star marks the one in use.' },
  'cluster reset': { description: 'Make a cluster new again, with the settings that it was created with.' },
  'cluster status': { description: 'Show the settings of a cluster, where it lies and what is in it.' },
  'cluster use': {
    description: 'Choose the cluster that commands mean from now on.',
    examples: `
# The cluster lab
kubesim cluster use lab`,
  },
  'clock advance': {
    description: 'Let time pass at once, with everything that happens meanwhile.',
    examples: `
# Five minutes
kubesim clock advance 5m`,
  },
  'clock set': {
    description: "Choose between the machine's time (wall) and time that stands still between commands (virtual).",
    examples: `
# Stop the time between commands
kubesim clock set virtual`,
  },
  'clock show': { description: 'Show the time of the cluster, and which clock it follows.' },
  'node add': {
    description: 'Add machines, which join the cluster as worker nodes.',
    examples: `
# A fourth worker
kubesim node add worker-4`,
  },
  'node list': { description: 'List the machines: whether they are on, and what runs on them.' },
  'node remove': { description: 'Remove machines together with their nodes.' },
  'node start': { description: 'Switch machines on. Their nodes become ready again.' },
  'node stop': {
    description: 'Switch machines off. After the grace period their nodes are NotReady and their pods are replaced.',
    examples: `
# See what becomes of its pods
kubesim node stop worker-2`,
  },
}
