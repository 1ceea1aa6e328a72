import { expect, test } from "vitest";
import { modeOf } from "../../src/archive/modes.ts";

test.each<[path: string, mode: number]>([
  ["bin/go", 0o755],
  ["bin/gofmt.exe", 0o755],
  ["pkg/tool/linux_amd64/asm", 0o755],
  ["src/all.bash", 0o755],
  ["src/syscall/mkerrors.sh", 0o755],
  ["src/syscall/mksyscall.pl", 0o755],
  ["src/make.rc", 0o755],
  ["lib/wasm/go_js_wasm_exec", 0o755],
  ["misc/wasm/go_wasip1_wasm_exec", 0o755],
  ["go_a_b_exec", 0o755],
  ["VERSION", 0o644],
  ["binary", 0o644],
  ["src/bin/go", 0o644],
  ["pkg/toolbox/x", 0o644],
  ["src/make.bat", 0o644],
  ["src/bash", 0o644],
  ["lib/go__b_exec", 0o644],
  ["lib/go_js_exec", 0o644],
  ["lib/go_a/b_exec", 0o644],
  ["lib/xgo_a_b_exec", 0o644],
])("%s is %o", (path, mode) => {
  expect(modeOf(path)).toBe(mode);
});
