/** An archive that is a whole release but for one thing. */
export interface HostileArchive {
  /** What is done, and how. */
  readonly spelling: string;
  readonly bytes: Buffer;
  /** The message of the refusal. */
  readonly reason: RegExp;
}

export interface HostileClass {
  readonly name: string;
  /** `outside` is a directory that is there and that nothing may touch. */
  readonly archives: (outside: string) => readonly HostileArchive[];
}
