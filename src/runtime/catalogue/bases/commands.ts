/** What every Unix has, of the commands that are simulated. */
export const core = words(`
  [ basename cat chmod cp cut date dirname echo env false getent grep head hostname id kill ls mkdir mv nproc printenv
  printf pwd rm rmdir sed seq sleep sort tail tar tee test touch tr true uname uniq wc which whoami xargs yes`)

export const networkTools = words('ifconfig ip nc nslookup ping ps telnet wget')

/** What busybox adds of its own. */
export const busyboxExtras = [...words('ash busybox sh'), ...networkTools]

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}
