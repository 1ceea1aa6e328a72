import type { Check } from "./check.ts";
import { abandonedWork } from "./checks/abandoned-work.ts";
import { analysersOlder } from "./checks/analysers-older.ts";
import { brokenVersion } from "./checks/broken-version.ts";
import { cgoCompiler } from "./checks/cgo-compiler.ts";
import { develTree } from "./checks/devel-tree.ts";
import { dlWrapper } from "./checks/dl-wrapper.ts";
import { editorGoroot } from "./checks/editor-goroot.ts";
import { endOfLife } from "./checks/end-of-life.ts";
import { execGocache } from "./checks/exec-gocache.ts";
import { execTmp } from "./checks/exec-tmp.ts";
import { foreignTree } from "./checks/foreign-tree.ts";
import { goEnvFileMissing } from "./checks/go-env-file-missing.ts";
import { goMissing } from "./checks/go-missing.ts";
import { goMovedBinary } from "./checks/go-moved-binary.ts";
import { go111module } from "./checks/go111module.ts";
import { goamd64 } from "./checks/goamd64.ts";
import { gobin } from "./checks/gobin.ts";
import { gocacheInvalid } from "./checks/gocache-invalid.ts";
import { gocacheSpace } from "./checks/gocache-space.ts";
import { gocacheUnwritable } from "./checks/gocache-unwritable.ts";
import { goenvFile } from "./checks/goenv-file.ts";
import { goexperiment } from "./checks/goexperiment.ts";
import { goflags } from "./checks/goflags.ts";
import { gomodcache } from "./checks/gomodcache.ts";
import { goosGoarch } from "./checks/goos-goarch.ts";
import { gopath } from "./checks/gopath.ts";
import { gopathInVersion } from "./checks/gopath-in-version.ts";
import { gorootExportedForeign } from "./checks/goroot-exported-foreign.ts";
import { gorootInGoenv } from "./checks/goroot-in-goenv.ts";
import { gorootMissing } from "./checks/goroot-missing.ts";
import { gorootNotARoot } from "./checks/goroot-not-a-root.ts";
import { gorootRelative } from "./checks/goroot-relative.ts";
import { gorootSkew } from "./checks/goroot-skew.ts";
import { gotooldirExported } from "./checks/gotooldir-exported.ts";
import { gotooldirInGoenv } from "./checks/gotooldir-in-goenv.ts";
import { gowork } from "./checks/gowork.ts";
import { homeUnset } from "./checks/home-unset.ts";
import { leftovers } from "./checks/leftovers.ts";
import { loaderPath } from "./checks/loader-path.ts";
import { overlay } from "./checks/overlay.ts";
import { pathOrder } from "./checks/path-order.ts";
import { pathRelativeEntry } from "./checks/path-relative-entry.ts";
import { pinMissing } from "./checks/pin-missing.ts";
import { pinsDisagree } from "./checks/pins-disagree.ts";
import { rootMismatch } from "./checks/root-mismatch.ts";
import { rootOpen } from "./checks/root-open.ts";
import { setupMissing } from "./checks/setup-missing.ts";
import { setupTwice } from "./checks/setup-twice.ts";
import { shimNames } from "./checks/shim-names.ts";
import { shimsStale } from "./checks/shims-stale.ts";
import { stdIncomplete } from "./checks/std-incomplete.ts";
import { toolMissing } from "./checks/tool-missing.ts";
import { toolNotExecutable } from "./checks/tool-not-executable.ts";
import { toolTruncated } from "./checks/tool-truncated.ts";
import { toolVersionMix } from "./checks/tool-version-mix.ts";
import { toolchainInternalLeak } from "./checks/toolchain-internal-leak.ts";
import { toolchainSetting } from "./checks/toolchain-setting.ts";
import { toolchainWillSwitch } from "./checks/toolchain-will-switch.ts";
import { versionFile } from "./checks/version-file.ts";

/**
 * Every check, in the order of diagnosis: what breaks every command first, consequences after their causes,
 * because the first to meet a cause is the one that speaks.
 */
export const ALL_CHECKS: readonly Check[] = [
  rootMismatch,
  pinMissing,
  goMissing,
  foreignTree,
  goMovedBinary,
  gorootMissing,
  gorootRelative,
  gorootNotARoot,
  gorootSkew,
  gorootInGoenv,
  gorootExportedForeign,
  overlay,
  toolMissing,
  toolNotExecutable,
  toolTruncated,
  toolVersionMix,
  versionFile,
  stdIncomplete,
  goEnvFileMissing,
  goenvFile,
  homeUnset,
  gopath,
  go111module,
  toolchainSetting,
  toolchainInternalLeak,
  goexperiment,
  gocacheInvalid,
  gocacheUnwritable,
  gocacheSpace,
  execTmp,
  execGocache,
  goflags,
  goosGoarch,
  goamd64,
  cgoCompiler,
  gowork,
  gomodcache,
  gobin,
  toolchainWillSwitch,
  shimsStale,
  setupMissing,
  pathOrder,
  shimNames,
  leftovers,
  gopathInVersion,
  dlWrapper,
  loaderPath,
  pathRelativeEntry,
  setupTwice,
  brokenVersion,
  pinsDisagree,
  editorGoroot,
  analysersOlder,
  rootOpen,
  endOfLife,
  abandonedWork,
  gotooldirExported,
  gotooldirInGoenv,
  develTree,
];
