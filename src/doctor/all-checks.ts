import type { Check } from "./check.ts";
import { gorootMissing } from "./checks/goroot-missing.ts";
import { gorootSkew } from "./checks/goroot-skew.ts";

/**
 * Every check, in the order of diagnosis: what breaks every command first, consequences after their causes,
 * because the first to meet a cause is the one that speaks.
 */
export const ALL_CHECKS: readonly Check[] = [gorootMissing, gorootSkew];
