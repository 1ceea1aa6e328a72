import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { isSystemError } from "../errors.ts";

/** The system call renameat2 by its number, which depends on the processor; perl knows for which it was built. */
const RENAME_EXCHANGE_IN_PERL = `
  use Config;
  my %numbers = (x86_64 => 316, aarch64 => 276);
  my ($processor) = $Config{archname} =~ /^([^-]+)-linux/;
  my $number = $Config{ptrsize} == 8 && defined $processor ? $numbers{$processor} : undef;
  exit 1 unless defined $number;
  exit(syscall($number, -100, $ARGV[0], -100, $ARGV[1], 2) == 0 ? 0 : 1);
`;

/** Programs that exchange two names in one step, which Node cannot. Those that cannot either change nothing. */
const PROGRAMS: readonly (readonly [string, ...string[]])[] = [
  // GNU coreutils 9.5 and newer.
  ["mv", "--exchange", "--no-copy", "-T", "--"],
  ["perl", "-e", RENAME_EXCHANGE_IN_PERL, "--"],
];

/**
 * Exchanges two absolute paths, of one file system, so that at every moment each name has one of the two. False
 * when this machine or its file system cannot do that: then nothing was changed.
 */
export function exchange(one: string, other: string): boolean {
  const id = inodeOf(one);
  if (id === undefined || inodeOf(other) === undefined) return false;
  for (const [program, ...args] of PROGRAMS) {
    spawnSync(program, [...args, one, other], { stdio: "ignore", cwd: "/" });
    // What happened counts, not what the program says of it.
    if (inodeOf(one) !== id) return true;
  }
  return false;
}

function inodeOf(file: string): bigint | undefined {
  try {
    return fs.lstatSync(file, { bigint: true }).ino;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
}
