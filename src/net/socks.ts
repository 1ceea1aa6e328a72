import { once } from "node:events";
import { isIPv4, type Socket } from "node:net";

const VERSION = 5;
const NO_LOGIN = 0;
const PASSWORD_LOGIN = 2;
const CONNECT = 1;
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;

const REPLIES: Readonly<Record<number, string>> = {
  2: "it forbids the connection",
  3: "the network is unreachable",
  4: "the host is unreachable",
  5: "connection refused",
  6: "connection timed out",
};

/**
 * The client's part of SOCKS 5 (RFC 1928, passwords by RFC 1929): asks the proxy behind `socket` to connect
 * to a host, whose name the proxy resolves. Reads nothing of what the host sends.
 */
export async function socksHandshake(
  socket: Socket,
  credentials: { readonly login: string; readonly password: string },
  host: string,
  port: number,
): Promise<void> {
  const login = credentials.login === "" ? NO_LOGIN : PASSWORD_LOGIN;
  socket.write(Buffer.from([VERSION, 1, login]));
  const [, accepted] = await readExactly(socket, 2);
  if (accepted !== login) throw new Error("it does not accept this way to log in");
  if (login === PASSWORD_LOGIN) await logIn(socket, credentials);

  socket.write(Buffer.from([VERSION, CONNECT, 0, ...address(host), port >> 8, port & 0xff]));
  const [, reply = 0, , type] = await readExactly(socket, 4);
  if (reply !== 0) throw new Error(REPLIES[reply] ?? `it refuses with code ${reply}`);
  const size = type === IPV4 ? 4 : type === IPV6 ? 16 : ((await readExactly(socket, 1))[0] ?? 0);
  await readExactly(socket, size + 2);
}

async function logIn(socket: Socket, credentials: { login: string; password: string }): Promise<void> {
  const { login, password } = credentials;
  socket.write(Buffer.from([1, ...text(login), ...text(password)]));
  const [, status] = await readExactly(socket, 2);
  if (status !== 0) throw new Error("it refuses the user name and password");
}

function address(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([IPV4, ...host.split(".").map(Number)]);
  return Buffer.from([NAME, ...text(host)]);
}

/** At most 255 bytes after their number. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  if (bytes.length > 255) throw new Error("a name or password is too long for it");
  return Buffer.from([bytes.length, ...bytes]);
}

/** Takes what is there at once: with something left in the buffer, waiting for more would end at once, for ever. */
async function readExactly(socket: Socket, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let missing = size;
  while (missing > 0) {
    const part: Buffer | null = socket.read(Math.min(missing, Math.max(1, socket.readableLength)));
    if (part !== null) {
      parts.push(part);
      missing -= part.length;
    } else if (socket.readableEnded || socket.destroyed) throw new Error("it closed the connection");
    else await somethingNew(socket);
  }
  return Buffer.concat(parts);
}

/** Bytes, or that there will be none: the end comes after the last `readable`. */
async function somethingNew(socket: Socket): Promise<void> {
  const done = new AbortController();
  const events = ["readable", "end", "close"].map((event) => once(socket, event, { signal: done.signal }));
  await Promise.race(events).finally(() => done.abort());
}
