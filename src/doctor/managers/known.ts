/** Another Go version manager, or an installer that leaves a GOROOT behind, and how to tell its traces. */
export interface Manager {
  /** As its users call it; those that share a name carry their author's. */
  readonly name: string;
  /** What is in its directories, by the end of a home directory; works for what was removed too. */
  readonly owns: RegExp;
  /** Where it keeps its things, below the user's home. */
  readonly homes: readonly string[];
  /** The variable that names another place for them. */
  readonly homeVariable?: string;
  /** Below one of its homes: one of these is there as long as it is installed. */
  readonly marks: readonly string[];
  /** Its program, where no other manager's is called so. */
  readonly programs: readonly string[];
  /** Variables that it alone exports into shells. */
  readonly variables: readonly string[];
  /** Links below one of its homes that name the version in use, and dangle when that is removed. */
  readonly links: readonly string[];
  /** Lines of start-up files that have to do with it. */
  readonly mentions: RegExp | null;
  /** Commands of start-up files that fail once it is gone, unless something guards them. */
  readonly loads: RegExp | null;
  /** A directory that goes with one version: programs and modules in it are lost with the next. */
  readonly perVersion: RegExp | null;
  /** How to be rid of it. */
  readonly removal: string;
}

const NOTHING = {
  homes: [],
  marks: [],
  programs: [],
  variables: [],
  links: [],
  mentions: null,
  loads: null,
  perVersion: null,
} as const;

/**
 * Of several that own a path the installed one has it, else the first. Sources: the installers and
 * documentation of each, as of November 2026.
 */
export const MANAGERS: readonly Manager[] = [
  {
    ...NOTHING,
    // https://github.com/moovweb/gvm
    name: "gvm",
    owns: /\/\.gvm\/(?:gos|pkgsets|environments|scripts|bin)(?:\/|$)/,
    homes: [".gvm"],
    homeVariable: "GVM_ROOT",
    marks: ["scripts/gvm"],
    variables: [
      "GVM_ROOT",
      "GVM_VERSION",
      "GVM_PATH_BACKUP",
      "GVM_OVERLAY_PREFIX",
      "gvm_go_name",
      "gvm_pkgset_name",
    ],
    mentions: /\.gvm\/scripts\/|GVM_ROOT|\bgvm (?:use|pkgset)\b/,
    loads: /^(?:\.|source) .*\.gvm\/scripts\/gvm|^gvm (?:use|pkgset)\b/,
    perVersion: /\/\.gvm\/(?:gos|pkgsets)\/[^/]+/,
    removal: "gvm implode, or rm -rf ~/.gvm",
  },
  {
    ...NOTHING,
    // https://github.com/andrewkroh/gvm
    name: "gvm (andrewkroh)",
    owns: /\/\.gvm\/versions(?:\/|$)/,
    homes: [".gvm"],
    programs: ["gvm"],
    mentions: /\bgvm (?:--?\S+ )*\d/,
    loads: /^eval .*\$\(gvm (?:--?\S+ )*\d|^gvm (?:--?\S+ )*\d/,
    perVersion: /\/\.gvm\/versions\/go[^/]+/,
    removal: "rm -rf ~/.gvm",
  },
  {
    ...NOTHING,
    // https://github.com/go-nv/goenv
    name: "goenv",
    owns: /\/\.?goenv\/(?:versions|shims|bin|libexec)(?:\/|$)/,
    homes: [".goenv"],
    homeVariable: "GOENV_ROOT",
    marks: ["bin/goenv", "libexec/goenv"],
    programs: ["goenv"],
    variables: ["GOENV_ROOT", "GOENV_SHELL", "GOENV_VERSION", "GOENV_RC_FILE", "GOENV_PATH_ORDER"],
    mentions: /\bgoenv\b|GOENV_ROOT/,
    loads: /^(?:eval|source|\.)\b.*\bgoenv init\b|^(?:\S*\/)?goenv init\b/,
    perVersion: /\/\.?goenv\/versions\/[^/]+/,
    removal: "brew uninstall goenv, or chmod -R u+w ~/.goenv && rm -rf ~/.goenv",
  },
  {
    ...NOTHING,
    // https://github.com/asdf-vm/asdf, https://github.com/asdf-community/asdf-golang
    name: "asdf",
    owns: /\/\.asdf\/(?:shims|bin|installs|plugins)(?:\/|$)|\/installs\/golang\/[^/]+/,
    homes: [".asdf"],
    homeVariable: "ASDF_DATA_DIR",
    marks: ["asdf.sh", "bin/asdf"],
    programs: ["asdf"],
    variables: ["ASDF_DATA_DIR", "ASDF_DIR", "ASDF_GOLANG_VERSION"],
    mentions: /\.asdf\b|ASDF_(?:DATA_)?DIR|asdf\.(?:sh|fish)|\basdf completion\b/,
    loads: /^(?:\.|source) .*(?:asdf\.(?:sh|fish|bash)|plugins\/golang\/set-env\.|asdf completion)/,
    perVersion: /\/installs\/golang\/[^/]+/,
    removal: "chmod -R u+wx ~/.asdf && rm -rf ~/.asdf",
  },
  {
    ...NOTHING,
    // https://github.com/voidint/g
    name: "g",
    owns: /\/\.g\/(?:go|bin|versions)(?:\/|$)/,
    homes: [".g"],
    homeVariable: "G_HOME",
    marks: ["bin/g"],
    variables: ["G_MIRROR", "G_HOME", "G_EXPERIMENTAL"],
    links: ["go"],
    mentions: /\/\.g\/|G_MIRROR|G_HOME|G_EXPERIMENTAL/,
    loads: /^\\?(?:\.|source) .*\/\.g\/env\b/,
    perVersion: /\/\.g\/(?:go|versions\/[^/]+)/,
    removal: "g self uninstall, or rm -rf ~/.g",
  },
  {
    ...NOTHING,
    // https://github.com/stefanmaric/g
    name: "g (stefanmaric)",
    owns: /\/\.go(?:\/(?:\.versions|bin)(?:\/|$)|$)/,
    homes: [".go"],
    marks: [".versions"],
    mentions: /# g-install: do NOT edit/,
    perVersion: /\/\.go\/\.versions\/[^/]+/,
    removal: "rm -r ~/.go, and g, go and gofmt in the bin directory of GOPATH",
  },
  {
    ...NOTHING,
    // https://github.com/canha/golang-tools-install-script
    name: "golang-tools-install-script",
    owns: /\/\.go(?:\/bin(?:\/|$)|$)/,
    homes: [".go"],
    marks: ["VERSION"],
    removal: "rm -r ~/.go",
  },
  {
    ...NOTHING,
    // https://github.com/owenthereal/goup
    name: "goup",
    owns: /\/\.go\/(?:current|bin|go\d[^/]*|gotip)(?:\/|$)/,
    homes: [".go"],
    marks: ["bin/goup"],
    links: ["current"],
    mentions: /\/\.go\/env\b/,
    loads: /^(?:\.|source) .*\/\.go\/env\b/,
    perVersion: /\/\.go\/(?:current|go\d[^/]*)/,
    removal: "rm -rf ~/.go",
  },
  {
    ...NOTHING,
    // https://github.com/thinkgos/goup-rs
    name: "goup-rs",
    owns: /\/\.goup\/(?:current|bin|go\d[^/]*)(?:\/|$)/,
    homes: [".goup"],
    homeVariable: "GOUP_HOME",
    marks: ["bin/goup", "env"],
    variables: ["GOUP_HOME", "GOUP_GO_VERSION"],
    links: ["current"],
    mentions: /\.goup\/|GOUP_HOME/,
    loads: /^(?:\.|source) .*\.goup\/env\b/,
    perVersion: /\/\.goup\/(?:current|go\d[^/]*)/,
    removal: "goup self uninstall",
  },
  {
    ...NOTHING,
    // https://github.com/kevincobain2000/gobrew
    name: "gobrew",
    owns: /\/\.gobrew\/(?:current|versions|bin)(?:\/|$)/,
    homes: [".gobrew"],
    marks: ["bin/gobrew"],
    variables: ["GOBREW_ROOT"],
    links: ["current", "current/go", "current/bin"],
    mentions: /\.gobrew\/(?:current|bin)|GOBREW_ROOT/,
    perVersion: /\/\.gobrew\/(?:current|versions\/[^/]+)/,
    removal: "rm -rf ~/.gobrew",
  },
  {
    ...NOTHING,
    // https://github.com/cryptojuice/gobrew
    name: "gobrew (cryptojuice)",
    owns: /\/\.gobrew\/shims(?:\/|$)/,
    homes: [".gobrew"],
    marks: ["libexec/gobrew", "shims"],
    mentions: /\bgobrew init\b/,
    loads: /^eval .*\bgobrew init\b/,
    removal: "rm -rf ~/.gobrew",
  },
  {
    ...NOTHING,
    // https://github.com/jdx/mise, rtx until 2024
    name: "mise",
    owns: /\/(?:mise|rtx)\/(?:shims|installs\/go)(?:\/|$)/,
    homes: [".local/share/mise"],
    homeVariable: "MISE_DATA_DIR",
    programs: ["mise", "rtx"],
    variables: ["MISE_SHELL", "__MISE_DIFF", "__MISE_SESSION", "__MISE_ORIG_PATH"],
    mentions: /\b(?:mise|rtx) activate\b|\/(?:mise|rtx)\/shims\b/,
    loads: /^eval .*\b(?:mise|rtx) activate\b|^(?:\S*\/)?(?:mise|rtx) activate\b/,
    perVersion: /\/(?:mise|rtx)\/installs\/go\/[^/]+/,
    removal: "mise implode",
  },
  {
    ...NOTHING,
    // https://github.com/version-fox/vfox
    name: "vfox",
    owns: /\/\.(?:vfox|version-fox)\/(?:sdks|shims|tmp|temp|cache)(?:\/|$)/,
    homes: [".vfox", ".version-fox"],
    homeVariable: "VFOX_HOME",
    programs: ["vfox"],
    variables: [
      "__VFOX_SHELL",
      "__VFOX_PID",
      "__VFOX_INITIALIZED",
      "__VFOX_CURTMPPATH",
      "VFOX_HOME",
      "VFOX_ROOT",
    ],
    links: ["sdks/golang"],
    mentions: /\bvfox activate\b|VFOX_HOME/,
    loads: /^eval .*\bvfox activate\b|^(?:\S*\/)?vfox activate\b/,
    perVersion: /\/\.(?:vfox|version-fox)\/(?:sdks\/golang|(?:tmp|temp)\/[^/]+\/golang|cache\/golang\/[^/]+)/,
    removal: "vfox unuse -g golang, then the package of vfox and rm -rf ~/.vfox ~/.version-fox",
  },
  {
    ...NOTHING,
    // https://github.com/moonrepo/proto
    name: "proto",
    owns: /\/\.proto\/(?:tools|shims|bin)(?:\/|$)/,
    homes: [".proto", ".local/share/proto"],
    homeVariable: "PROTO_HOME",
    marks: ["bin/proto"],
    programs: ["proto"],
    variables: ["PROTO_HOME", "PROTO_GO_VERSION", "_PROTO_ACTIVATED_PATH"],
    mentions: /PROTO_HOME|\.proto\/(?:shims|bin)|\bproto activate\b/,
    loads: /^eval .*\bproto activate\b|^(?:\S*\/)?proto activate\b/,
    perVersion: /\/\.proto\/tools\/go\/[^/]+/,
    removal: "rm -rf ~/.proto",
  },
  {
    ...NOTHING,
    // https://github.com/travis-ci/gimme
    name: "gimme",
    owns: /\/\.gimme\/(?:versions|envs)(?:\/|$)/,
    homes: [".gimme"],
    programs: ["gimme"],
    variables: ["GIMME_ENV"],
    mentions: /\.gimme\/envs\/|\$\(gimme\b/,
    loads: /^(?:\.|source) .*\.gimme\/envs\/|^eval .*\$\(gimme\b/,
    perVersion: /\/\.gimme\/versions\/[^/]+/,
    removal: "rm -rf ~/.gimme",
  },
  {
    ...NOTHING,
    // https://pkg.go.dev/golang.org/dl
    name: "golang.org/dl",
    owns: /\/sdk\/go(?:\d|tip)[^/]*(?:\/|$)/,
    homes: ["sdk"],
    removal: "rm -rf ~/sdk/goVERSION, and goVERSION in the bin directory of GOPATH",
  },
  {
    ...NOTHING,
    name: "Homebrew",
    owns: /\/(?:Cellar\/go(?:@[^/]+)?\/[^/]+|opt\/go(?:lang)?(?:@[^/]+)?)\/(?:libexec|bin)(?:\/|$)/,
    removal: "brew uninstall go",
  },
  { ...NOTHING, name: "snap", owns: /^\/snap\/go(?:\/|$)/, removal: "snap remove go" },
  {
    ...NOTHING,
    name: "nix",
    owns: /^\/nix\/store\/[^/]+-go-[^/]+(?:\/|$)/,
    removal: "leave the nix shell",
  },
  {
    ...NOTHING,
    // https://go.dev/doc/toolchain
    name: "go's toolchain switch",
    owns: /\/golang\.org\/toolchain@v0\.0\.1-go[^/]+/,
    removal: "chmod -R u+w and rm -rf the directory",
  },
  {
    ...NOTHING,
    name: "actions/setup-go",
    owns: /\/hostedtoolcache\/go\/[^/]+\/[^/]+/,
    removal: "rm -rf the directory",
  },
];
