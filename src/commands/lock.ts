import { boolean } from "@oclif/core/flags";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { lockAnswer } from "../cli/present-lock.ts";
import { type Locked, lockHere } from "../toolchains/lock-here.ts";

export default class Lock extends GovCommand<Locked> {
  static override summary = "write down which bytes this directory means by its version of Go";
  static override description =
    `Writes gov.lock.json beside the pin: the h1 hash that the checksum database has, and the SHA-256 of the official
archive where the index is at hand. With it there, gov install refuses whatever differs (exit status 6). One hash
serves every source: go.dev, a mirror, a GOPROXY, a copy on disk.`;
  static override examples = [
    "<%= config.bin %> <%= command.id %> --all-platforms",
    "<%= config.bin %> <%= command.id %> --check",
    "<%= config.bin %> install --lock gov.lock.json 1.22.5",
  ];
  static override args = {
    request: word({ description: "the version to lock; the one of this directory unless given" }),
  };
  static override flags = {
    "all-platforms": boolean({ summary: "for every platform that Go calls first class" }),
    check: boolean({
      summary: "write nothing; exit status 1 unless the file covers what this directory asks for",
    }),
    offline: boolean({ summary: "use the cache and nothing else" }),
  };

  protected async answer(): Promise<Answer<Locked>> {
    const { args, flags } = await this.parse(Lock);
    const { check, "all-platforms": allPlatforms, offline } = flags;
    const locked = await this.watching(false, (emit, signal) =>
      lockHere(args.request, { check, allPlatforms, offline, emit, signal }, this.context),
    );
    return lockAnswer(locked);
  }
}
