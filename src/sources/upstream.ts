import type { MirrorSetting } from "../config/mirror-setting.ts";
import type { KnownSumdb } from "../verify/gosumdb.ts";

/**
 * Where Go comes from, and the defaults that the go command has compiled in. The only file of gov that
 * names a host.
 */

/**
 * Where an index that is a trust root is fetched over TLS. The second place is for networks that do
 * not reach the first.
 */
export const OFFICIAL_INDEX_URLS: readonly [string, ...string[]] = [
  "https://go.dev/dl/",
  "https://golang.google.cn/dl/",
];

/** The archives of {@link OFFICIAL_INDEX_URLS} are redirected to this place. */
export const OFFICIAL_ARCHIVES_URL = "https://dl.google.com/go/";

/** `direct` in GOPROXY, for the module `golang.org/toolchain`: what its page on golang.org names. */
export const DIRECT_MODULE_URL = "https://go.dev/dl/mod";

/** https://go.dev/ref/mod#environment-variables */
export const GO_DEFAULTS = {
  GOPROXY: "https://proxy.golang.org,direct",
  GOSUMDB: "sum.golang.org",
} as const;

/** The key compiled into cmd/go, `internal/modfetch/key.go`. */
export const KNOWN_SUMDB: KnownSumdb = {
  name: "sum.golang.org",
  key: "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
  mirrors: { "sum.golang.google.cn": "https://sum.golang.google.cn" },
};

/** Mirrors that a name alone stands for. */
export const KNOWN_MIRRORS: readonly MirrorSetting[] = [
  { name: "google-cn", url: "https://golang.google.cn/dl/", index: "json", kind: "flat" },
  { name: "ustc", url: "https://mirrors.ustc.edu.cn/golang/", index: "autoindex", kind: "flat" },
  { name: "nju", url: "https://mirrors.nju.edu.cn/golang/", index: "fancyindex", kind: "flat" },
  { name: "hust", url: "https://mirrors.hust.edu.cn/golang/", index: "fancyindex", kind: "flat" },
  { name: "aliyun", url: "https://mirrors.aliyun.com/golang/", index: "fancyindex", kind: "flat" },
];
