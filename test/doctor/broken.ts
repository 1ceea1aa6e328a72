import { expect } from "vitest";
import type { Finding } from "../../src/doctor/finding.ts";
import { type Env, finding, idsOf, type World } from "./world.ts";

/** A state in which a go command fails. */
export interface Broken {
  readonly env: Env;
  /** The go command that fails. */
  readonly args: readonly string[];
  /** What go prints, and the doctor says that it prints. */
  readonly message: string;
  /** What the doctor finds, and nothing else: `error gopath`. */
  readonly found: string;
  /** The releases on which that is so; the world's default when there is none. */
  readonly versions?: readonly string[];
  /** The state after the cure: without what broke it unless given. */
  readonly mended?: Env;
}

/** Shows with the real go that it is broken, that the doctor finds that and no more, and that the cure mends it. */
export async function showBroken(world: World, broken: Broken): Promise<Finding[]> {
  const { env, args, message, found, versions = [undefined], mended = {} } = broken;
  const findings: Finding[] = [];
  for (const version of versions) {
    const chosen = version === undefined ? {} : { GOV_VERSION: version };
    const before = await world.go(args, { ...env, ...chosen });
    expect(before.output, `go ${args.join(" ")} of ${version}`).toContain(message);
    expect(before.status, before.output).not.toBe(0);
    const report = await world.doctor({ ...env, ...chosen });
    expect(idsOf(report), version).toEqual([found]);
    const [, id = ""] = found.split(" ");
    const it = finding(report, id);
    expect(it.effect, version).toContain(message);
    const after = await world.go(args, { ...mended, ...chosen });
    expect(after.status, after.output).toBe(0);
    findings.push(it);
  }
  return findings;
}

/** Shows that go works, and that the doctor has nothing to say. */
export async function showHealthy(world: World, env: Env, args: readonly string[]): Promise<void> {
  const { status, output } = await world.go(args, env);
  expect(status, output).toBe(0);
  expect(idsOf(await world.doctor(env)), JSON.stringify(env)).toEqual([]);
}
