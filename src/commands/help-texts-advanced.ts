import type { HelpText } from './help-texts.js'

/** Of commands that change what is there as a whole, and of those that look after nodes. */
export const advancedTexts: Readonly<Record<string, HelpText>> = {
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
}
