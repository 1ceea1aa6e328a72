import { boolean } from "@oclif/core/flags";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { type ListReport, listAnswer } from "../cli/present-list.ts";
import { type RemoteReport, remoteAnswer } from "../cli/present-remote.ts";
import { GovError } from "../errors.ts";
import { newestKept } from "../releases/newest-kept.ts";
import { listHere } from "../toolchains/listing.ts";

export default class List extends GovCommand<ListReport | RemoteReport> {
  static override summary = "list the versions that are installed, or that can be had";
  static override description =
    `The version that runs in this directory is marked with *. With --remote: the newest release of every line, or all
releases that REQUEST means, or all with --all.`;
  static override args = {
    request: word({ description: "a line (1.22), a range (^1.21), a version or latest; with --remote" }),
  };
  static override flags = {
    remote: boolean({ summary: "what can be had, instead of what is here" }),
    all: boolean({ summary: "every release, pre-releases too" }),
    offline: boolean({ summary: "use the list that was kept" }),
  };
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --remote",
    "<%= config.bin %> <%= command.id %> --remote 1.22",
  ];

  protected async answer(): Promise<Answer<ListReport | RemoteReport>> {
    const { args, flags } = await this.parse(List);
    if (flags.remote) return this.#remote(args.request, flags.all, flags.offline);
    const remoteOnly = flags.all ? "--all" : flags.offline ? "--offline" : args.request;
    if (remoteOnly !== undefined) {
      throw new GovError("usage", `\`${remoteOnly}\` goes with --remote only`, {
        hint: `gov list --remote ${remoteOnly}`,
      });
    }
    const newestStable = newestKept(this.context.home.indexCacheDir);
    return listAnswer(listHere(this.context, newestStable), this.paintOn("stdout"));
  }

  /** What this needs is loaded only now: `gov list` is to be quick. */
  async #remote(request: string | undefined, all: boolean, offline: boolean): Promise<Answer<RemoteReport>> {
    const { requestOf } = await import("../cli/request-of.ts");
    const { listRemote } = await import("../toolchains/list-remote.ts");
    const wanted = request === undefined ? (all ? "all" : "best") : requestOf(request);
    return remoteAnswer(
      await this.watching(false, (emit, signal) =>
        listRemote(wanted, { emit, signal, offline }, this.context),
      ),
    );
  }
}
