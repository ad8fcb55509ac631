import type { HelpText } from './help-texts.js'

/** Of the commands about users and their rights. */
export const authTexts: Readonly<Record<string, HelpText>> = {
  'auth can-i': {
    description:
      'Tell whether somebody may do something: a verb, and a resource, one object of it, or a path that begins with /.\nThe exit code is 0 for yes and 1 for no. Goes well with --as.',
    examples: `
# May I create pods in any namespace?
kubectl auth can-i create pods --all-namespaces

# May the service account "foo" of namespace "dev" list pods in the namespace "prod"?
kubectl auth can-i list pods --as=system:serviceaccount:dev:foo -n prod

# May I read the logs of pods?
kubectl auth can-i get pods --subresource=log

# All that I may do in namespace "foo"
kubectl auth can-i --list --namespace=foo`,
  },
  'auth reconcile': {
    description:
      'Make the roles and bindings of a manifest, or give those that are there the rules and subjects that they lack. What\nelse they have stays, unless it is to be removed.',
    examples: `
# Roles and bindings of a file
kubectl auth reconcile -f my-rbac-rules.yaml

# And nothing beside
kubectl auth reconcile -f my-rbac-rules.yaml --remove-extra-permissions --remove-extra-subjects`,
  },
  'auth whoami': {
    description: 'Show who the server takes one for: the name, the groups, and what else it knows.',
    examples: `
# Me
kubectl auth whoami

# In JSON
kubectl auth whoami -o json`,
  },
  'create clusterrole': {
    description: 'Create a cluster role: of rules for resources or paths, or one that gathers the rules of others.',
    examples: `
# Read pods everywhere
kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods

# Read the logs of the server
kubectl create clusterrole "foo" --verb=get --non-resource-url=/logs/*

# Gather the rules of roles with a label
kubectl create clusterrole monitoring --aggregation-rule="rbac.example.com/aggregate-to-monitoring=true"`,
  },
  'create clusterrolebinding': {
    description: 'Give users, groups and service accounts the rights of a cluster role, in the whole cluster.',
    examples: `
# Make two users and a group administrators
kubectl create clusterrolebinding cluster-admin --clusterrole=cluster-admin --user=user1 --user=user2 --group=group1`,
  },
  'create role': {
    description: 'Create a role for a namespace: verbs that are allowed on resources.',
    examples: `
# Read pods
kubectl create role pod-reader --verb=get --verb=list --verb=watch --resource=pods

# Read two of them
kubectl create role pod-reader --verb=get --resource=pods --resource-name=readablepod --resource-name=anotherpod

# A resource of a group, and a subresource
kubectl create role foo --verb=get,list,watch --resource=rs.apps,pods/status`,
  },
  'create rolebinding': {
    description: 'Give users, groups and service accounts the rights of a role, or of a cluster role, in a namespace.',
    examples: `
# Let two users and a group administer the namespace
kubectl create rolebinding admin --clusterrole=admin --user=user1 --user=user2 --group=group1

# A service account
kubectl create rolebinding admin-binding --role=admin --serviceaccount=monitoring:sa-dev`,
  },
  'create token': {
    description: 'Ask for a token by which programs show that they are a service account.',
    examples: `
# For the account "myapp" of the namespace
kubectl create token myapp

# For ten minutes
kubectl create token myapp --duration 10m

# One that ends with a secret
kubectl create token myapp --bound-object-kind Secret --bound-object-name mysecret`,
  },
}
