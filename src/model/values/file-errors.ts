/** What the operating system says of a file or an address, in the words of Go's `syscall.Errno`. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EAFNOSUPPORT: 'address family not supported by protocol',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'file name too long',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'not a directory',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
}

/** `write: no space left on device`, for what the operating system has refused; undefined for all else. */
export function systemError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { syscall, path } = error as Error & { syscall?: string; path?: string }
  if (typeof syscall !== 'string') return undefined
  return `${syscall}${path === undefined ? '' : ` ${path}`}: ${fileReason(error)}`
}

/** `no such file or directory`, for an error that Node's file system threw. */
export function fileReason(error: unknown): string {
  const { code, message } = error as Error & { code?: string }
  return (code !== undefined && Object.hasOwn(reasons, code) ? reasons[code] : undefined) ?? message
}
