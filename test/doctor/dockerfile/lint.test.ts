import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lintDockerfile } from "../../../src/doctor/dockerfile/lint.ts";
import { scratchHome } from "../../support/scratch-home.ts";

/** The findings as `severity id line`. */
function found(text: string, goMod?: string): string[] {
  const dir = scratchHome().project;
  if (goMod !== undefined) fs.writeFileSync(path.join(dir, "go.mod"), goMod);
  return lintDockerfile(text, path.join(dir, "Dockerfile")).map(
    ({ severity, id, evidence: [first] }) => `${severity} ${id} ${first?.origin?.line}`,
  );
}

const COPY_GO = "COPY --from=golang:1.22.5 /usr/local/go /usr/local/go\n";

describe("what is wrong", () => {
  const BROKEN: readonly (readonly [what: string, dockerfile: string, findings: readonly string[]])[] = [
    [
      "the PATH that every article has",
      `FROM debian:12\n${COPY_GO}ENV GOROOT=/usr/local/go PATH=$PATH:$GOROOT/bin\nRUN go version\n`,
      ["error docker-env-order 3"],
    ],
    [
      "the same over several lines",
      `FROM debian:12\n${COPY_GO}ENV GOROOT=/usr/local/go \\\n  # and\n  PATH=$PATH:$GOROOT/bin\nRUN go version\n`,
      ["error docker-env-order 5"],
    ],
    [
      "the same where go is on PATH already",
      "FROM golang:1.22\nENV GOPATH=/work PATH=$GOPATH/bin:$PATH\nRUN go build\n",
      ["warning docker-env-order 2"],
    ],
    [
      "the same in an image that is not known",
      "FROM corp/ci:7\nENV GOROOT=/opt/go PATH=$PATH:$GOROOT/bin\n",
      ["warning docker-env-order 2", "warning docker-goroot 2"],
    ],
    [
      "GOROOT where there is no Go",
      "FROM golang:1.22\nENV GOROOT=/usr/lib/go\nRUN go build\n",
      ["error docker-goroot 2"],
    ],
    [
      "GOROOT as it is anyway",
      "FROM golang:1.22\nENV GOROOT /usr/local/go/\nRUN go build\n",
      ["note docker-goroot 2"],
    ],
    [
      "GOROOT as an argument",
      "FROM golang:1.22\nARG GOROOT=/opt/go1.21\nRUN go build\n",
      ["error docker-goroot 2"],
    ],
    [
      "GOROOT in an image that is not known",
      "FROM corp/ci:7\nENV GOROOT=/usr/lib/go\n",
      ["warning docker-goroot 2"],
    ],
    [
      "a tree copied over another line",
      `FROM golang:1.21\n${COPY_GO}RUN go build\n`,
      ["error docker-overlay 2"],
    ],
    [
      "a tree unpacked over another line",
      "FROM golang:1.21-alpine\nRUN wget -O- https://go.dev/dl/go1.22.5.linux-amd64.tar.gz | tar -C /usr/local -xz\n",
      ["error docker-overlay 2"],
    ],
    [
      "an archive added over another line",
      "FROM golang:1.21\nADD go1.22.5.linux-amd64.tar.gz /usr/local/\n",
      ["error docker-overlay 2"],
    ],
    [
      "an argument for the release",
      "ARG V=1.22.5\nFROM golang:1.21\nARG V=1.22.5\nADD go${V}.linux-amd64.tar.gz /usr/local\n",
      ["error docker-overlay 4"],
    ],
    [
      "a patch over a patch",
      "FROM golang:1.22.1\nRUN curl -L https://go.dev/dl/go1.22.5.linux-amd64.tar.gz | tar xzC /usr/local\n",
      ["warning docker-overlay 2"],
    ],
    [
      "a release that is not known over one",
      "FROM golang:latest\nRUN curl -L https://go.dev/dl/go$V.linux-amd64.tar.gz | tar -xz --directory=/usr/local\n",
      ["warning docker-overlay 2"],
    ],
    [
      "PATH replaced before go is used",
      "FROM golang:1.22\nENV PATH=/app/bin:/usr/bin:/bin\nWORKDIR /app\nRUN go build\nRUN go test\n",
      ["error docker-path 2"],
    ],
    [
      "PATH replaced, and nothing uses go",
      "FROM golang:1.22\nENV PATH=/app/bin:/usr/bin:/bin\n",
      ["warning docker-path 2"],
    ],
    [
      "PATH replaced in a stage below",
      'FROM golang:1.22 AS base\nENV PATH="/app/bin:/bin"\nFROM base\nRUN go build\n',
      ["error docker-path 2"],
    ],
    [
      "PATH that stayed in the other stage",
      `FROM golang:1.22 AS b\nFROM debian:12\nCOPY --from=b /usr/local/go /usr/local/go\nCMD ["go", "run", "."]\n`,
      ["error docker-path 4"],
    ],
    [
      "a tree that came with its parent",
      "FROM golang:1.22 AS b\nFROM alpine\nCOPY --from=0 /usr/local /opt/\nRUN go version\n",
      ["error docker-path 4"],
    ],
    [
      "a PATH of one RUN",
      "FROM debian\nRUN wget https://go.dev/dl/go1.22.5.linux-amd64.tar.gz && tar -C /usr/local -xzf go1.22.5.linux-amd64.tar.gz\nRUN export PATH=$PATH:/usr/local/go/bin && go version\nRUN go build\n",
      ["error docker-path 4"],
    ],
    [
      "a last stage without go",
      "FROM golang:1.22 AS b\nRUN go build -o /x\nFROM alpine:3.20\nCOPY --from=b /x /srv/x\nCMD go test ./...\n",
      ["error docker-no-go 5"],
    ],
    [
      "a stage from nothing",
      'FROM golang:1.22\nRUN go build -o /x\nFROM scratch\nENTRYPOINT ["go", "version"]\n',
      ["error docker-no-go 4"],
    ],
    [
      "a heredoc that runs go",
      "FROM debian:12\nRUN <<EOF\nset -e\ngo build\nEOF\n",
      ["error docker-no-go 2"],
    ],
    ["GOTOOLCHAIN that is none", "FROM golang:1.22\nENV GOTOOLCHAIN=1.22.5\n", ["error docker-toolchain 2"]],
    [
      "GOTOOLCHAIN of another release",
      "FROM golang:1.22\nENV GOTOOLCHAIN=go1.23.4+auto\n",
      ["warning docker-toolchain 2"],
    ],
    [
      "GOTOOLDIR",
      "FROM golang:1.22\nENV GOTOOLDIR=/usr/local/go/pkg/tool/linux_amd64\n",
      ["note docker-gotooldir 2"],
    ],
    [
      "two causes, the worst first",
      "FROM golang:1.22\nENV GOTOOLDIR=/x\nENV PATH=/bin\nRUN go build\n",
      ["error docker-path 3", "note docker-gotooldir 2"],
    ],
  ];
  test.each(BROKEN)("%s", (_what, dockerfile, findings) => {
    expect(found(dockerfile)).toEqual(findings);
  });

  test("a go.mod that asks for more than the image has", () => {
    const dockerfile = "FROM golang:1.22-alpine AS b\nCOPY . .\nRUN go mod download\nRUN go build\n";
    expect(found(dockerfile, "module m\n\ngo 1.23\n")).toEqual(["error docker-toolchain 3"]);
    expect(found(dockerfile, "module m\n\ngo 1.22.9\n")).toEqual([]);
    expect(found(dockerfile.replace("1.22", "1.22.5"), "module m\n\ngo 1.22.9\n")).toEqual([
      "error docker-toolchain 3",
    ]);
    expect(found(dockerfile.replace("COPY", "ENV GOTOOLCHAIN=auto\nCOPY"), "module m\n\ngo 1.23\n")).toEqual([
      "note docker-toolchain 4",
    ]);
    expect(found(dockerfile, "module m\n\ngo 1.21\n\ntoolchain go1.23.1\n")).toEqual([]);
    expect(found(dockerfile.replace(":1.22-alpine", ""), "module m\n\ngo 1.99\n")).toEqual([]);
  });

  test("the words say what happens and what to write", () => {
    const [first] = lintDockerfile(
      `FROM debian:12\n${COPY_GO}ENV GOROOT=/usr/local/go PATH=$PATH:$GOROOT/bin\n`,
      "ci/Dockerfile",
    );
    expect(first).toEqual({
      id: "docker-env-order",
      severity: "error",
      title: "PATH gets the GOROOT from before this instruction",
      evidence: [
        {
          kind: "path",
          name: "PATH",
          value: "$PATH:$GOROOT/bin",
          origin: { file: "ci/Dockerfile", line: 3 },
        },
      ],
      effect:
        'Docker works out all values of one ENV with the variables from before it, so PATH becomes "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/bin" and go is not found',
      fix: {
        text: "set PATH in an ENV of its own: ENV PATH=$PATH:/usr/local/go/bin",
        command: null,
        automatic: false,
      },
    });
  });

  test("the fix keeps the backslashes of a Dockerfile that escapes with a backtick", () => {
    const text = "# escape=`\nFROM corp/win:7\nENV GOPATH=C:\\go GOBIN=$GOPATH\\bin\n";
    expect(lintDockerfile(text, "Dockerfile").map(({ fix }) => fix.text)).toEqual([
      "set GOBIN in an ENV of its own: ENV GOBIN=C:\\go\\bin",
    ]);
  });
});

describe("what is right", () => {
  const HEALTHY: readonly (readonly [what: string, dockerfile: string])[] = [
    [
      "a build and a small image",
      'FROM golang:1.22 AS build\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app\nFROM gcr.io/distroless/static\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
    ],
    ["a tree with its PATH", `FROM debian:12\n${COPY_GO}ENV PATH=/usr/local/go/bin:$PATH\nRUN go build\n`],
    [
      "PATH before the tree",
      "FROM alpine\nENV PATH=$PATH:/usr/local/go/bin\nRUN wget -qO- https://go.dev/dl/go1.22.5.linux-amd64.tar.gz | tar -C /usr/local -xz && go version\n",
    ],
    [
      "the golang image itself",
      "FROM alpine:3.20 AS build\nENV PATH /usr/local/go/bin:$PATH\nENV GOLANG_VERSION 1.22.5\nRUN set -eux; wget -O go.tgz $url; tar -C /usr/local -xzf go.tgz; rm go.tgz; go version\nFROM alpine:3.20\nENV GOTOOLCHAIN=local\nENV GOPATH /go\nENV PATH $GOPATH/bin:/usr/local/go/bin:$PATH\nCOPY --from=build --link /usr/local/go/ /usr/local/go/\nRUN mkdir -p $GOPATH/src && go version\nWORKDIR $GOPATH\n",
    ],
    [
      "values that do not depend on each other",
      "FROM golang:1.22\nENV CGO_ENABLED=0 GOFLAGS=-trimpath GOOS=linux\nRUN go build\n",
    ],
    [
      "a variable of an earlier ENV",
      "FROM golang:1.22\nENV GOBIN=/tools\nENV PATH=$GOBIN:$PATH\nRUN go install x@latest\n",
    ],
    ["the same value again", "FROM golang:1.22\nENV GOPATH=/go PATH=$GOPATH/bin:$PATH\nRUN go build\n"],
    ["ENV that has nothing to do with Go", "FROM node:22\nENV APP=/app PATH=$PATH:$APP/bin\n"],
    [
      "the old tree removed first",
      "FROM golang:1.21\nRUN rm -rf /usr/local/go && curl -L https://go.dev/dl/go1.22.5.linux-amd64.tar.gz | tar -C /usr/local -xz\nRUN go build\n",
    ],
    [
      "the old tree removed in an earlier line",
      `FROM golang:1.21\nRUN rm -rf /usr/local/go\n${COPY_GO}RUN go build\n`,
    ],
    ["the same release once more", `FROM golang:1.22.5\n${COPY_GO}`],
    [
      "a tree of another name",
      "FROM golang:1.22\nCOPY --from=golang:1.21 /usr/local/go /opt/go1.21\nRUN /opt/go1.21/bin/go version && go version\n",
    ],
    ["a distro's go", "FROM alpine\nRUN apk add --no-cache go git\nRUN go build\n"],
    ["Debian's go", "FROM debian:12\nRUN apt-get update && apt-get install -y golang-go\nRUN go build\n"],
    [
      "a link to go",
      `FROM debian:12\n${COPY_GO}RUN ln -s /usr/local/go/bin/go /usr/local/bin/go\nRUN go build\n`,
    ],
    [
      "a script that installs",
      "FROM debian:12\nCOPY install.sh /tmp/\nRUN sh /tmp/install.sh\nRUN go build\n",
    ],
    ["an image that is not known", "FROM corp/ci:7\nRUN go build\n"],
    ["PATH of an image that is not known", "FROM corp/ci:7\nENV PATH=/app/bin:$PATH\nRUN go build\n"],
    ["programs put into PATH", "FROM alpine\nCOPY bin/ /usr/local/bin/\nRUN go version\n"],
    [
      "a whole file system",
      "FROM golang:1.22 AS b\nFROM scratch\nCOPY --from=b / /\nENV PATH=/usr/local/go/bin:/bin:/usr/bin\nRUN go version\n",
    ],
    ["an absolute go", `FROM debian:12\n${COPY_GO}RUN /usr/local/go/bin/go build\n`],
    ["a PATH for one command", `FROM debian:12\n${COPY_GO}RUN PATH=$PATH:/usr/local/go/bin go build\n`],
    [
      "a PATH with everything in it",
      "FROM golang:1.22\nENV PATH=/usr/local/go/bin:/usr/bin:/bin\nRUN go build\n",
    ],
    [
      "GOTOOLCHAIN as it should be",
      "FROM golang:1.22\nENV GOTOOLCHAIN=auto\nENV GOTOOLCHAIN=local\nRUN go build\n",
    ],
    ["GOTOOLCHAIN of the image's own line", "FROM golang:1.22\nENV GOTOOLCHAIN=go1.22.5\n"],
    [
      "words that look like go",
      'FROM alpine\nRUN echo "go build && go test" # go\nLABEL x="go"\nCMD ["/bin/echo", "go", "version"]\n',
    ],
    [
      "Windows",
      "# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nENV GOPATH=C:\\gopath\nRUN go version\n",
    ],
    [
      "variables without a value",
      "ARG GO_VERSION\nFROM golang:${GO_VERSION}\nARG GOROOT\nENV GOROOT=\nRUN go build\n",
    ],
    ["nothing", ""],
    ["no Dockerfile at all", "hello\n\0\n<<EOF\nCOPY\nENV\nFROM\nRUN\nADD a\nENV PATH\nCOPY --from= a b\n"],
  ];
  test.each(HEALTHY)("%s", (_what, dockerfile) => {
    expect(found(dockerfile)).toEqual([]);
  });
});

describe("what is no Dockerfile", () => {
  const piece = fc.constantFrom(
    ..."FROM RUN ENV ARG COPY ADD WORKDIR golang:1.22 debian AS --from=a /usr/local/go PATH=$PATH:/x".split(
      " ",
    ),
    ..."GOROOT= ${A:-${B}} ${ ` \\ \" ' [ <<EOF EOF # tar -C -xz go && | $( rm -rf : , \0 \ufeff".split(" "),
    "\n",
    "\r\n",
    " ",
    "\t",
  );

  test("fails nothing", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        for (const finding of lintDockerfile(pieces.join(" "), "/nowhere/Dockerfile")) {
          expect(finding.evidence[0]?.origin?.line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  // What takes square time does not end before the test's own limit.
  test("comes to an end on lines that are long and open", () => {
    const long = "x".repeat(200_000);
    const lines = [
      `ENV A=\${A:-${long}`,
      `ENV A="${long}`,
      `RUN '${long}`,
      `RUN ${"$( ".repeat(50_000)}`,
      `COPY ${long} `,
    ];
    for (const line of lines) {
      const findings = lintDockerfile(`FROM golang:1.22\n${line}\n`, "/nowhere/Dockerfile");
      expect(findings.filter(({ id }) => id !== "docker-path")).toEqual([]);
    }
  });
});
