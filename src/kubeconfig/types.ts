import { DecodingError, decode } from '../api/schema/decoder.js'
import { structureOf } from '../api/schema/structure.js'

/** The types of a kubeconfig's fields (client-go `clientcmd/api/v1/types.go`), in the notation of `api/schema/structure.ts`. */
const source = {
  definitions: {
    'clientcmd.v1.Config':
      'kind:s apiVersion:s preferences:@clientcmd.v1.Preferences clusters:[@clientcmd.v1.NamedCluster ' +
      'users:[@clientcmd.v1.NamedAuthInfo contexts:[@clientcmd.v1.NamedContext current-context:s ' +
      'extensions:[@clientcmd.v1.NamedExtension',
    'clientcmd.v1.Preferences': 'colors:b extensions:[@clientcmd.v1.NamedExtension',
    'clientcmd.v1.NamedCluster': 'name:s cluster:@clientcmd.v1.Cluster',
    'clientcmd.v1.NamedAuthInfo': 'name:s user:@clientcmd.v1.AuthInfo',
    'clientcmd.v1.NamedContext': 'name:s context:@clientcmd.v1.Context',
    'clientcmd.v1.NamedExtension': 'name:s extension:o',
    'clientcmd.v1.Cluster':
      'server:s tls-server-name:s insecure-skip-tls-verify:b certificate-authority:s certificate-authority-data:y ' +
      'proxy-url:s disable-compression:b extensions:[@clientcmd.v1.NamedExtension',
    'clientcmd.v1.Context': 'cluster:s user:s namespace:s extensions:[@clientcmd.v1.NamedExtension',
    'clientcmd.v1.AuthInfo':
      'client-certificate:s client-certificate-data:y client-key:s client-key-data:y token:s tokenFile:s as:s as-uid:s ' +
      'as-groups:[s as-user-extra:{[s username:s password:s auth-provider:@clientcmd.v1.AuthProviderConfig ' +
      'exec:@clientcmd.v1.ExecConfig extensions:[@clientcmd.v1.NamedExtension',
    'clientcmd.v1.AuthProviderConfig': 'name:s config:{s',
    'clientcmd.v1.ExecConfig':
      'command:s args:[s env:[@clientcmd.v1.ExecEnvVar apiVersion:s installHint:s provideClusterInfo:b interactiveMode:s',
    'clientcmd.v1.ExecEnvVar': 'name:s value:s',
  },
}

/** What is wrong with the types of a kubeconfig's fields, in the words of Go's decoder. */
export function typeProblem(document: object): string | undefined {
  try {
    decode(source, structureOf(source, 'clientcmd.v1.Config')!, document)
    return undefined
  } catch (error) {
    if (error instanceof DecodingError) return error.message
    throw error
  }
}
