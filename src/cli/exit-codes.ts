import type { ErrorCode } from "../errors.ts";

/** The closed table of exit statuses: scripts rely on it. 0 is done; 126 and 127 mean what they mean to a shell. */
export const EXIT_STATUS: Readonly<Record<ErrorCode, number>> = {
  failed: 1,
  refused: 1,
  "in-use": 1,
  usage: 2,
  "invalid-request": 2,
  "invalid-setting": 2,
  "no-such-release": 3,
  "not-installed": 4,
  network: 5,
  offline: 5,
  "proof-failed": 6,
  "archive-refused": 6,
  "disk-full": 7,
  permission: 7,
  disk: 7,
  "lock-timeout": 8,
  "not-executable": 126,
  "command-not-found": 127,
};
