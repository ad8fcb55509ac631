/** The Kubernetes releases that a cluster can be of, the newest last, each with the patch release that it is without a word. */
export const releases: Readonly<Record<string, number>> = { '1.33': 2, '1.36': 2 }

/** `1.36` of `1.36.2` and of `v1.36.2`. */
export const releaseOf = (version: string): string => version.replace(/^v/, '').split('.', 2).join('.')

/** `1.36.2` → 1036: releases in their order. */
export function releaseNumber(version: string): number {
  const [major = '0', minor = '0'] = version.split('.')
  return Number(major) * 1000 + Number.parseInt(minor, 10)
}
