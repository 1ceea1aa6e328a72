import fs from "node:fs";

/** The first `length` bytes of a file, or as many as it has. System errors are thrown as they are. */
export function readHead(file: string, length: number): Buffer {
  const fd = fs.openSync(file, "r");
  try {
    const head = Buffer.alloc(length);
    return head.subarray(0, fs.readSync(fd, head));
  } finally {
    fs.closeSync(fd);
  }
}
