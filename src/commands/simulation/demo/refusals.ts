import { UsageError } from '../../../api/contract/errors.js'

/** Makes the error of something that a lab may not do to the machine of whoever plays it. */
export type Refuse = (deed: string) => UsageError

/** What has been refused to a lab's commands. They may have taken it for something else, and must not keep it to themselves. */
export interface Refusals {
  readonly refuse: Refuse
  /** Since somebody has asked last. */
  taken(): readonly string[]
}

export function newRefusals(): Refusals {
  let messages: string[] = []
  return {
    refuse: (deed) => {
      const message = `a lab may not ${deed}; --trust lets it`
      messages.push(message)
      return new UsageError(message)
    },
    taken: () => {
      const all = messages
      messages = []
      return all
    },
  }
}
