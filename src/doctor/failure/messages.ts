/** A message of go, and the checks that find its cause. */
export interface Message {
  readonly pattern: RegExp;
  /** Ids, the likeliest first; none when the cause is not in the environment. */
  readonly ids: readonly string[];
  /** What it means, when none of those checks finds anything: a sentence without a full stop. */
  readonly meaning: string;
}

const RELEASES_MIXED = "the go that runs and the tools it starts are of two releases";
const CACHE = "go cannot write its build cache, or the environment does not say where that is";

/**
 * What go prints, in the order in which a cause is looked for. Source: measured on 1.15 to 1.27; each pattern
 * is a part of the message that these releases share.
 */
export const MESSAGES: readonly Message[] = [
  {
    pattern: /cannot find GOROOT directory/,
    ids: ["goroot-missing", "goroot-relative", "goroot-in-goenv", "go-moved-binary"],
    meaning: "GOROOT names a directory that is not there",
  },
  {
    pattern: /binary is trimmed and GOROOT is not set/,
    ids: ["go-moved-binary"],
    meaning: "this go is a copy outside of its tree, and GOROOT does not say where that is",
  },
  {
    pattern: /does not match go tool version/,
    ids: ["goroot-skew", "tool-version-mix", "overlay"],
    meaning: RELEASES_MIXED,
  },
  {
    pattern: /linked object header mismatch|non-canonical symbol name|ABI selector only permitted/,
    ids: ["tool-version-mix", "overlay", "goroot-skew"],
    meaning: RELEASES_MIXED,
  },
  {
    pattern: /vet: .*package requires newer Go version|unknown iexport format version/,
    ids: ["tool-version-mix", "goroot-skew"],
    meaning: "vet is of an older release than the rest of its tree",
  },
  {
    pattern: /no such tool "/,
    ids: ["tool-missing", "tool-not-executable", "goroot-not-a-root", "foreign-tree"],
    meaning: "a tool is missing in GOROOT/pkg/tool, or this user may not look into it",
  },
  {
    pattern: /error obtaining buildID for|can't execute .*\/vet|\/vet -flags failed/,
    ids: ["tool-not-executable", "tool-truncated", "goflags"],
    meaning: "a tool in GOROOT/pkg/tool does not start",
  },
  {
    pattern: /is not in (?:std|GOROOT) \(/,
    ids: [
      "goroot-not-a-root",
      "std-incomplete",
      "gocache-unwritable",
      "gocache-space",
      "gocache-invalid",
      "goroot-skew",
    ],
    meaning:
      "a package of the standard library was not found: when the directory named is there, it is the build cache " +
      "that cannot be written (GODEBUG=goindex=0 makes the command pass then)",
  },
  {
    pattern: /(?:^|\/)src\/\S+\.go:\d+:\d+: \S+ redeclared in this block/m,
    ids: ["overlay"],
    meaning: "a release was unpacked over an older one, whose files are still there",
  },
  {
    pattern: /fork\/exec \S*go-build\S*: permission denied/,
    ids: ["exec-tmp", "exec-gocache"],
    meaning: "programs may not be started in the directory for temporary files: it is mounted noexec",
  },
  {
    pattern: /fork\/exec \S*: permission denied/,
    ids: ["exec-gocache", "exec-tmp", "tool-not-executable"],
    meaning: "a program may not be started: its mode or a noexec mount is in the way",
  },
  {
    pattern: /exec format error/,
    ids: ["goos-goarch", "foreign-tree"],
    meaning: "what was built is for another machine: GOOS or GOARCH is set",
  },
  {
    pattern: /unsupported GOOS\/GOARCH pair/,
    ids: ["goos-goarch"],
    meaning: "GOOS and GOARCH name no platform of this release",
  },
  {
    pattern: /invoked to provide|too many toolchain switches/,
    ids: ["toolchain-internal-leak", "shim-names"],
    meaning: "a program named after one release of Go started another",
  },
  {
    pattern: /invalid GOTOOLCHAIN/,
    ids: ["toolchain-setting"],
    meaning: "GOTOOLCHAIN is not a name go knows",
  },
  {
    pattern: /GOPROXY list is not the empty string/,
    ids: ["go-env-file-missing", "goroot-skew", "goroot-in-goenv"],
    meaning: "go.env is missing in GOROOT, so GOPROXY, GOSUMDB and GOTOOLCHAIN are empty",
  },
  {
    pattern: /requires go >= |toolchain not available|cannot find "go1\.[^"]*" in PATH|invalid go version '/,
    ids: ["toolchain-will-switch", "toolchain-setting"],
    meaning: "go.mod or go.work asks for a newer release than the one that runs",
  },
  {
    pattern: /parsing \$GOFLAGS|\(from \$GOFLAGS\)/,
    ids: ["goflags"],
    meaning: "GOFLAGS holds something that this release or this command does not take",
  },
  {
    pattern: /unknown GOEXPERIMENT/,
    ids: ["goexperiment"],
    meaning: "GOEXPERIMENT names something that this release does not have",
  },
  {
    pattern: /C compiler "[^"]*" not found|-race requires cgo/,
    ids: ["cgo-compiler"],
    meaning: "cgo is asked for and there is no C compiler",
  },
  {
    pattern: /GOPATH entry (?:is relative|cannot start with)/,
    ids: ["gopath"],
    meaning: "GOPATH has to be an absolute path",
  },
  {
    pattern: /GOMODCACHE entry is relative|could not create module cache/,
    ids: ["gomodcache"],
    meaning: "the module cache cannot be used where it is set to be",
  },
  {
    pattern:
      /build cache is disabled by GOCACHE=off|GOCACHE is not an absolute path|failed to initialize build cache/,
    ids: ["gocache-invalid", "gocache-unwritable", "gocache-space"],
    meaning: CACHE,
  },
  {
    pattern: /neither \$XDG_CACHE_HOME nor \$HOME are defined|module cache not found: neither/,
    ids: ["home-unset", "gocache-invalid"],
    meaning: CACHE,
  },
  {
    pattern: /open \S+\/[0-9a-f]{2}\/[0-9a-f]{20,}\S*: permission denied/,
    ids: ["gocache-unwritable"],
    meaning: "files in the build cache belong to another user",
  },
  {
    pattern: /no space left on device/,
    ids: ["gocache-space", "exec-tmp"],
    meaning: "a disk is full",
  },
  {
    pattern: /creating work dir: |mkdir \S*go-build\S*: /,
    ids: ["exec-tmp"],
    meaning: "the directory for temporary files is missing or cannot be written",
  },
  {
    pattern: /unknown environment setting GO111MODULE|modules disabled by GO111MODULE=off/,
    ids: ["go111module"],
    meaning: "GO111MODULE is set to something else than a project with a go.mod needs",
  },
  {
    pattern: /reading go\.work: |invalid GOWORK: |errors parsing go\.work:/,
    ids: ["gowork"],
    meaning: "go.work cannot be read",
  },
  {
    pattern: /invalid GOAMD64|can only be run on AMD64 processors/,
    ids: ["goamd64"],
    meaning: "GOAMD64 is no level, or one that this processor does not have",
  },
  {
    pattern: /GOBIN must be an absolute path/,
    ids: ["gobin"],
    meaning: "GOBIN has to be an absolute path",
  },
  {
    pattern: /^gov: .*(?:is not installed|is not a version)/m,
    ids: ["pin-missing"],
    meaning: "what is asked for here is not installed",
  },
  {
    pattern: new RegExp(
      [
        "\\.go:\\d+(?::\\d+)?: (?:[\\w./]+\\.)?\\w*(?:[Pp]rint|[Ff]atal|[Ee]rror|[Ll]og|[Ww]rap)\\w* (?:format %|call has|arg list ends|does not support|args end)",
        "non-constant format string in call to",
        "(?:redundant|suspect) (?:or|and): ",
        "second argument to errors\\.As must be",
        "impossible type assertion",
        "comparison of function .* nil is always",
        "yields a string of one rune",
        "direct assignment to atomic value",
        "malformed name: first letter after",
      ].join("|"),
    ),
    ids: [],
    meaning:
      "vet found this in the code, and go test runs vet: it is no fault of the environment; mend the line, " +
      "or see it pass with go test -vet=off",
  },
];

/** What articles quote and no release of go prints, with what is true instead. */
export const NOT_OF_GO: readonly Pick<Message, "pattern" | "meaning">[] = [
  {
    pattern: /exec: "(?:compile|asm|link|vet|cgo)": executable file not found/,
    meaning:
      'no release of go prints this: go never looks for its tools on PATH; a missing one is `go: no such tool "compile"`',
  },
  {
    pattern: /failed to load build constraints/,
    meaning:
      "no release of go prints this; its nearest kin is `package X is not in std`, from a bad GOROOT or a build cache " +
      "that cannot be written",
  },
  {
    pattern: /GOTOOLDIR (?:not set|missing|is not set)|in \$GOTOOLDIR/,
    meaning: "no release of go prints this: go never reads GOTOOLDIR, it works it out from GOROOT",
  },
  {
    pattern: /internal compiler error: unexpected node type/,
    meaning: "mixed releases do not lead to this: they end in `does not match go tool version`",
  },
];
