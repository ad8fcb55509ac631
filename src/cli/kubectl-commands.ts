/**
 * The commands of kubectl 1.36, by their words, and the flags of each as its help lists them (`name`, or `name,n` where there
 * is a short form): what a command line may ask for that this program does not have. The empty command stands for the flags
 * of all commands.
 */
const printing = 'allow-missing-template-keys output,o show-managed-fields template'
const files = 'filename,f kustomize,k recursive,R'

export const commandFacts: Readonly<Record<string, string>> = {
  '':
    'as as-group as-uid as-user-extra cache-dir certificate-authority client-certificate client-key cluster ' +
    'context disable-compression insecure-skip-tls-verify kubeconfig kuberc log-flush-frequency ' +
    'match-server-version namespace,n password profile profile-output request-timeout server,s tls-server-name ' +
    'token user username v,v vmodule warnings-as-errors',
  annotate:
    `${printing} ${files} all all-namespaces,A dry-run field-manager field-selector list local overwrite ` +
    'resource-version selector,l',
  'api-resources': 'api-group cached categories namespaced no-headers output,o show-managed-fields sort-by verbs',
  'api-versions': '',
  apply:
    `${printing} ${files} all cascade dry-run field-manager force force-conflicts grace-period openapi-patch ` +
    'overwrite prune prune-allowlist selector,l server-side subresource timeout validate wait',
  'apply edit-last-applied': `${printing} ${files} field-manager validate windows-line-endings`,
  'apply set-last-applied': `${printing} create-annotation dry-run filename,f`,
  'apply view-last-applied': `${files} all output,o selector,l`,
  attach: 'container,c detach-keys pod-running-timeout quiet,q stdin,i tty,t',
  auth: '',
  'auth can-i': 'all-namespaces,A list no-headers quiet,q subresource',
  'auth reconcile': `${printing} ${files} dry-run remove-extra-permissions remove-extra-subjects`,
  'auth whoami': `${printing}`,
  autoscale: `${printing} ${files} cpu cpu-percent dry-run field-manager max memory min name save-config`,
  certificate: '',
  'certificate approve': `${printing} ${files} force`,
  'certificate deny': `${printing} ${files} force`,
  'cluster-info': '',
  'cluster-info dump': `${printing} all-namespaces,A namespaces output-directory pod-running-timeout`,
  completion: '',
  config: '',
  'config current-context': '',
  'config delete-cluster': '',
  'config delete-context': '',
  'config delete-user': '',
  'config get-clusters': '',
  'config get-contexts': 'no-headers output,o',
  'config get-users': '',
  'config rename-context': '',
  'config set': 'set-raw-bytes',
  'config set-cluster': 'certificate-authority embed-certs insecure-skip-tls-verify proxy-url server tls-server-name',
  'config set-context': 'cluster current namespace,n user',
  'config set-credentials':
    'auth-provider auth-provider-arg client-certificate client-key embed-certs exec-api-version exec-arg ' +
    'exec-command exec-env exec-interactive-mode exec-provide-cluster-info password token username',
  'config unset': '',
  'config use-context': '',
  'config view': `${printing} flatten merge minify raw`,
  cordon: 'dry-run selector,l',
  cp: 'container,c no-preserve retries',
  create: `${printing} ${files} dry-run edit field-manager raw save-config selector,l validate windows-line-endings`,
  'create clusterrole':
    `${printing} aggregation-rule dry-run field-manager non-resource-url resource resource-name save-config ` +
    'validate verb',
  'create clusterrolebinding': `${printing} clusterrole dry-run field-manager group save-config serviceaccount user validate`,
  'create configmap': `${printing} append-hash dry-run field-manager from-env-file from-file from-literal save-config validate`,
  'create cronjob': `${printing} dry-run field-manager image restart save-config schedule validate`,
  'create deployment': `${printing} dry-run field-manager image port replicas,r save-config validate`,
  'create ingress': `${printing} annotation class default-backend dry-run field-manager rule save-config validate`,
  'create job': `${printing} dry-run field-manager from image save-config validate`,
  'create namespace': `${printing} dry-run field-manager save-config validate`,
  'create poddisruptionbudget': `${printing} dry-run field-manager max-unavailable min-available save-config selector validate`,
  'create priorityclass': `${printing} description dry-run field-manager global-default preemption-policy save-config validate value`,
  'create quota': `${printing} dry-run field-manager hard save-config scopes validate`,
  'create role': `${printing} dry-run field-manager resource resource-name save-config validate verb`,
  'create rolebinding': `${printing} clusterrole dry-run field-manager group role save-config serviceaccount user validate`,
  'create secret': '',
  'create secret docker-registry':
    `${printing} append-hash docker-email docker-password docker-server docker-username dry-run field-manager ` +
    'from-file save-config validate',
  'create secret generic': `${printing} append-hash dry-run field-manager from-env-file from-file from-literal save-config type validate`,
  'create secret tls': `${printing} append-hash cert dry-run field-manager key save-config validate`,
  'create service': '',
  'create service clusterip': `${printing} clusterip dry-run field-manager save-config tcp validate`,
  'create service externalname': `${printing} dry-run external-name field-manager save-config tcp validate`,
  'create service loadbalancer': `${printing} dry-run field-manager save-config tcp validate`,
  'create service nodeport': `${printing} dry-run field-manager node-port save-config tcp validate`,
  'create serviceaccount': `${printing} dry-run field-manager save-config validate`,
  'create token': `${printing} audience bound-object-kind bound-object-name bound-object-uid duration`,
  debug:
    'arguments-only attach container,c copy-to custom env filename,f image image-pull-policy keep-annotations ' +
    'keep-init-containers keep-labels keep-liveness keep-readiness keep-startup profile quiet,q replace same-node ' +
    'set-image share-processes stdin,i target tty,t',
  delete:
    `${files} all all-namespaces,A cascade dry-run field-selector force grace-period ignore-not-found ` +
    'interactive,i now output,o raw selector,l timeout wait',
  describe: `${files} all-namespaces,A chunk-size selector,l show-events`,
  diff:
    `${files} concurrency field-manager force-conflicts prune prune-allowlist selector,l server-side ` +
    'show-managed-fields show-secrets',
  drain:
    'chunk-size delete-emptydir-data disable-eviction dry-run force grace-period ignore-daemonsets pod-selector ' +
    'selector,l skip-wait-for-delete-timeout timeout',
  edit: `${printing} ${files} field-manager output-patch save-config subresource validate windows-line-endings`,
  events: `${printing} all-namespaces,A chunk-size for no-headers types watch,w`,
  exec: 'container,c filename,f pod-running-timeout quiet,q stdin,i tty,t',
  explain: 'api-version output,o recursive,R',
  expose:
    `${printing} ${files} cluster-ip dry-run external-ip field-manager labels,l load-balancer-ip name ` +
    'override-type overrides port protocol save-config selector session-affinity target-port type',
  get:
    `${printing} ${files} all-namespaces,A chunk-size field-selector ignore-not-found label-columns,L no-headers ` +
    'output-watch-events raw selector,l server-print show-kind show-labels sort-by subresource watch,w watch-only',
  kuberc: '',
  'kuberc set': 'allowlist-entry appendarg command kuberc name option overwrite policy prependarg section',
  'kuberc view': `${printing} kuberc`,
  kustomize:
    'as-current-user enable-alpha-plugins enable-helm env,e helm-api-versions helm-command helm-debug ' +
    'helm-kube-version load-restrictor mount network network-name output,o',
  label:
    `${printing} ${files} all all-namespaces,A dry-run field-manager field-selector list local overwrite ` +
    'resource-version selector,l',
  logs:
    'all-containers all-pods container,c follow,f ignore-errors insecure-skip-tls-verify-backend limit-bytes ' +
    'max-log-requests pod-running-timeout prefix previous,p selector,l since since-time tail timestamps',
  patch: `${printing} ${files} dry-run field-manager local patch,p patch-file subresource type`,
  plugin: '',
  'plugin list': 'name-only',
  'port-forward': 'address pod-running-timeout',
  proxy:
    'accept-hosts accept-paths address api-prefix append-server-path disable-filter keepalive port,p ' +
    'reject-methods reject-paths unix-socket,u www,w www-prefix,P',
  replace:
    `${printing} ${files} cascade dry-run field-manager force grace-period raw save-config subresource timeout ` +
    'validate wait',
  rollout: '',
  'rollout history': `${printing} ${files} revision selector,l`,
  'rollout pause': `${printing} ${files} field-manager selector,l`,
  'rollout restart': `${printing} ${files} field-manager selector,l`,
  'rollout resume': `${printing} ${files} field-manager selector,l`,
  'rollout status': `${files} revision selector,l timeout watch,w`,
  'rollout undo': `${printing} ${files} dry-run selector,l to-revision`,
  run:
    `${printing} ${files} annotations attach cascade command detach-keys dry-run env expose field-manager force ` +
    'grace-period image image-pull-policy labels,l leave-stdin-open override-type overrides pod-running-timeout ' +
    'port privileged quiet,q restart rm save-config stdin,i timeout tty,t wait',
  scale: `${printing} ${files} all current-replicas dry-run replicas resource-version selector,l timeout`,
  set: '',
  'set env':
    `${printing} ${files} all containers,c dry-run env,e field-manager from keys list local overwrite prefix ` +
    'resolve selector,l',
  'set image': `${printing} ${files} all dry-run field-manager local selector,l`,
  'set resources': `${printing} ${files} all containers,c dry-run field-manager limits local requests selector,l`,
  'set selector': `${printing} all dry-run field-manager filename,f local recursive,R resource-version`,
  'set serviceaccount': `${printing} ${files} all dry-run field-manager local`,
  'set subject': `${printing} ${files} all dry-run field-manager group local selector,l serviceaccount user`,
  taint: `${printing} all dry-run field-manager overwrite selector,l validate`,
  top: '',
  'top node': 'no-headers selector,l show-capacity show-swap sort-by use-protocol-buffers',
  'top pod':
    'all-namespaces,A containers field-selector no-headers selector,l show-swap sort-by sum use-protocol-buffers',
  uncordon: 'dry-run selector,l',
  version: 'client output,o',
  wait: `${printing} all all-namespaces,A field-selector filename,f for local recursive,R selector,l timeout`,
}
