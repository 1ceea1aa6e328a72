/**
 * The flags that cmd/go knows for any of its commands, by the minor release that brought them: GOFLAGS may
 * hold these and no other. None was taken away from 1.13 to 1.27, measured with `GOFLAGS=-NAME=1 go version`.
 */
const SINCE: readonly (readonly [minor: number, names: string])[] = [
  [
    13,
    `a asmflags bench benchmem benchtime blockprofile blockprofilerate buildmode c cache compiled compiler count
cover covermode coverpkg coverprofile cpu cpuprofile d deps dropexclude dropreplace droprequire e exclude exec
export f failfast find fix fmt gccgoflags gcflags go i insecure installsuffix json ldflags linkshared list m
memprofile memprofilerate mod modcache module msan mutexprofile mutexprofilefraction n o outputdir p parallel
pkgdir print r race replace require run short t tags test testcache timeout toolexec trace trimpath u v vendor
versions vet w work x`,
  ],
  [14, "modcacherw modfile"],
  [15, "vettool"],
  [16, "dropretract overlay retract retracted"],
  [17, "compat shuffle"],
  [18, "asan buildvcs dropuse fuzz fuzzcache fuzzminimizetime fuzztime use"],
  [19, "reuse"],
  [20, "C pgo skip"],
  [21, "fullpath toolchain"],
  [23, "changed diff dropgodebug godebug"],
  [24, "droptool tool"],
  [25, "dropignore ignore"],
  [26, "artifacts"],
];

/** The releases that the table speaks of. */
export const FIRST_KNOWN_MINOR = 13;
export const LAST_KNOWN_MINOR = 27;

/** The minor release that brought a flag; `undefined` for one that no known release has. */
export function flagSince(name: string): number | undefined {
  return SINCE.find(([, names]) => names.split(/\s/).includes(name))?.[0];
}

/** Flags of the build that do nothing without a value, which must stand behind a `=` in GOFLAGS. */
const WITH_VALUE = new Set(
  `asmflags bench benchtime blockprofile buildmode compiler count covermode coverpkg coverprofile cpu cpuprofile
exec fuzz fuzzminimizetime fuzztime gccgoflags gcflags installsuffix ldflags list memprofile mod modfile
mutexprofile o outputdir overlay p parallel pgo pkgdir run skip tags timeout toolexec trace vet vettool`.split(
    /\s/,
  ),
);

export function needsValue(name: string): boolean {
  return WITH_VALUE.has(name);
}
