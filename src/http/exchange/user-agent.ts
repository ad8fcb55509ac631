/** How our own command line names itself: as kubectl, so that what it writes without a manager's name is kubectl's. */
export const userAgent = 'kubectl/kubesim'
