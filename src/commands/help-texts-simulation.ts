import type { HelpText } from './help-texts.js'

/** Of the commands that only a simulated cluster has, and of the shell's completion. */
export const simulationTexts: Readonly<Record<string, HelpText>> = {
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
  completion: {
    description: 'Print the completion code for a shell: bash, zsh or fish.',
    examples: `
# Complete in this bash
source <(kubesim completion bash)

# Complete in every zsh
kubesim completion zsh > "\${fpath[1]}/_kubesim"`,
  },
  curl: {
    description:
      "curl from outside the cluster, as from the machine on which it runs: localhost is any node's ports and the load balancer.\nEverything behind the name is curl's own.",
    examples: `
# A NodePort service
kubesim curl -s localhost:30080`,
  },
  demo: {
    description:
      'Play a lab on a throw-away cluster: what is typed, what it prints, and whether that is what it should. Without a file the\nservices lab that comes with kubesim.',
    examples: `
# Play a lab of your own; the exit code says whether all was well
kubesim demo my.lab`,
  },
  env: {
    description: "Print assignments that make this shell's kubectl, curl, wget and ssh reach the simulated cluster.",
    examples: `
# In a script
eval "$(kubesim env)"`,
  },
  node: {
    description: 'Add machines to the simulated cluster, remove them, stop and start them.',
    examples: `
# A node that fails: NotReady after the grace period, its pods evicted after their toleration
kubesim node stop worker-2`,
  },
  serve: {
    description:
      'Serve the cluster over the Kubernetes API on this machine until Ctrl-C, for kubectl, helm and every other client. A\nkubeconfig for them is written. Commands can be used on the cluster at the same time.',
    examples: `
# In one terminal; it says how to use it in another
kubesim serve

# Always on the same port, with a kubeconfig in this directory
kubesim serve --port 6443 --kubeconfig ./kubeconfig

# Without TLS and token, for teaching with curl
kubesim serve --tls=false`,
  },
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
}
