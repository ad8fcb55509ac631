import type { HelpText } from './help-texts.js'

/** Of commands that carry bytes between the user's machine and the cluster. */
export const streamTexts: Readonly<Record<string, HelpText>> = {
  'port-forward': {
    description:
      'Open local ports that lead to ports of a pod. A name alone is a pod; of a deployment, a service and the like one of\ntheir pods is taken, and a port of a service is the one that it leads to there. It works until Ctrl-C, or until the pod\nis gone.',
    examples: `
# Local ports 5000 and 6000 to the same ports of the pod
kubectl port-forward pod/mypod 5000 6000

# To the port called https of the service
kubectl port-forward service/myservice 8443:https

# Any local port that is free
kubectl port-forward pod/mypod :5000

# On one address of this machine
kubectl port-forward --address 127.0.0.1 pod/mypod 8888:5000`,
  },
  cp: {
    description:
      'Copy files and directories between this machine and a container, which must have tar. A file in a container is written\n[NAMESPACE/]POD:PATH.',
    examples: `
# A directory into a pod
kubectl cp /tmp/foo_dir mypod:/tmp/bar_dir

# A file into one container of a pod
kubectl cp /tmp/foo mypod:/tmp/bar -c mycontainer

# A file from a pod of another namespace
kubectl cp mynamespace/mypod:/tmp/foo /tmp/bar`,
  },
  proxy: {
    description:
      'Serve the API of the cluster on a port of this machine, without a token, and with it the files of a directory if one\nis named. Paths of exec and attach, and requests under a foreign host name, are refused unless the patterns say\notherwise. It works until Ctrl-C.',
    examples: `
# On port 8001: curl localhost:8001/api/v1/pods
kubectl proxy

# On any port that is free; it is printed
kubectl proxy --port=0

# The API at another path, and files beside it
kubectl proxy --api-prefix=/k8s/ --www=./local/www/`,
  },
}
