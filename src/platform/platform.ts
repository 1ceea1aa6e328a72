/** A GOOS/GOARCH pair in Go's own words: `arm`, never `armv6l`. */
export interface Platform {
  readonly os: string;
  readonly arch: string;
}

/** `linux-amd64`, as in file names. */
export function platformName(platform: Platform): string {
  return `${platform.os}-${platform.arch}`;
}

/** `linux_amd64`, as below `pkg/tool`. */
export function toolDirName(platform: Platform): string {
  return `${platform.os}_${platform.arch}`;
}

export function samePlatform(a: Platform, b: Platform): boolean {
  return a.os === b.os && a.arch === b.arch;
}
