const EXECUTABLE = [
  /^bin\//,
  /^pkg\/tool\//,
  /\.(?:bash|sh|pl|rc)$/,
  // `**/go_?*_?*_exec` of distpack: lib/wasm/go_js_wasm_exec
  /(?:^|\/)go_[^/]+_[^/]+_exec$/,
];

/**
 * The mode of a file of the GOROOT by its path alone: the rule of Go's `cmd/distpack` (`mode` in pack.go).
 * Archives before 1.21 carry the modes of whoever built them and their module zips carry none, so the
 * archive is never asked: every container of a release gives the same tree.
 */
export function modeOf(path: string): 0o755 | 0o644 {
  return EXECUTABLE.some((pattern) => pattern.test(path)) ? 0o755 : 0o644;
}
