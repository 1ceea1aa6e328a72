import { type GoVersion, parseVersion } from "../../goversion/version.ts";

/** What an image brings along, as far as its name tells. */
export interface BaseImage {
  /** Undefined when nothing is known of it. */
  readonly path: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** A Go tree in it. */
  readonly tree: { readonly dir: string; readonly version: GoVersion | null } | undefined;
}

const SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Images with nothing of Go in them. */
const PLAIN = /^(?:scratch|alpine|debian|ubuntu|busybox|fedora|rockylinux|almalinux|amazonlinux|centos)$/;

/** A registry in front, a tag and a digest are taken off: `docker.io/library/golang:1.22-alpine@sha256:...`. */
export function baseImage(reference: string): BaseImage {
  const [, name = "", tag] =
    /^(?:docker\.io\/)?(?:library\/)?([^:@]*)(?::([^@]*))?(?:@.*)?$/.exec(reference) ?? [];
  if (name === "golang") return golangImage(tag);
  const plain = PLAIN.test(name) || name.startsWith("gcr.io/distroless/");
  return { path: plain ? SYSTEM_PATH : undefined, env: {}, tree: undefined };
}

/** Source: https://github.com/docker-library/golang/blob/master/Dockerfile-linux.template. */
function golangImage(tag: string | undefined): BaseImage {
  const [word = ""] = tag?.split("-") ?? [];
  // `1` is the newest there is, as no tag.
  const version = (word.includes(".") ? parseVersion(word) : undefined) ?? null;
  return {
    path: `/go/bin:/usr/local/go/bin:${SYSTEM_PATH}`,
    env: { GOPATH: "/go", GOTOOLCHAIN: "local" },
    tree: { dir: "/usr/local/go", version },
  };
}
