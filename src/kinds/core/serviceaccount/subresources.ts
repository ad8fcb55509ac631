import type { Subresources } from '../../../api/registry/core.js'
import { questionAbout } from '../../../api/requests/questions.js'
import type { ServiceAccount } from '../../../model/objects/types.js'
import { tokenRequest } from './token.js'

export const serviceAccountSubresources: Subresources<ServiceAccount> = { token: questionAbout(tokenRequest) }
