/** The built-in images, as data: one small file each. A new image is one file and one line here. */
import type { ImageDocument } from '../document.js'
import { controlPlane } from './control-plane.js'
import { httpd } from './httpd.js'
import { httpenv } from './httpenv.js'
import { kubernetesBootcamp } from './kubernetes-bootcamp.js'
import { nginx } from './nginx.js'
import { redis } from './redis.js'
import { alpine, busybox, curl, debian, dnstools, dnsutils, netshoot, ubuntu } from './systems.js'

export const images: readonly ImageDocument[] = [
  nginx,
  httpd,
  httpenv,
  kubernetesBootcamp,
  busybox,
  alpine,
  debian,
  ubuntu,
  netshoot,
  curl,
  dnstools,
  dnsutils,
  redis,
  ...controlPlane,
]
