/**
 * What each level of GOAMD64 asks for, in the words of /proc/cpuinfo.
 * Source: https://go.dev/src/runtime/asm_amd64.s, `NEED_FEATURES_CX`.
 */
const NEEDED: readonly string[] = [
  "cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3",
  "abm avx avx2 bmi1 bmi2 f16c fma movbe",
  "avx512bw avx512cd avx512dq avx512f avx512vl",
];

/** The GOAMD64 level of the first processor, 1 to 4; `undefined` when the text does not say. */
export function cpuLevel(cpuinfo: string): number | undefined {
  const flags = /^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.split(" ");
  if (flags === undefined) return undefined;
  const missing = NEEDED.findIndex((names) => !names.split(" ").every((name) => flags.includes(name)));
  return missing === -1 ? NEEDED.length + 1 : missing + 1;
}
