/** A Status that all went well, with what it was about. */
export const success = (details: object, code?: number) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  ...(Object.keys(details).length === 0 ? {} : { details }),
  ...(code === undefined ? {} : { code }),
})
