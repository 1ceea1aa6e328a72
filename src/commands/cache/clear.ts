import { type Answer, GovCommand } from "../../cli/base-command.ts";
import { formatBytes } from "../../cli/format.ts";
import { clearCache } from "../../toolchains/cache.ts";

interface ClearedReport {
  readonly dir: string;
  /** Freed. */
  readonly bytes: number;
}

export default class CacheClear extends GovCommand<ClearedReport> {
  static override summary = "remove downloads and indexes, which are fetched again when needed";
  static override examples = ["<%= config.bin %> cache clear"];

  protected async answer(): Promise<Answer<ClearedReport>> {
    await this.parse(CacheClear);
    const { home } = this.context;
    const bytes = clearCache(home);
    const talk = `gov: the cache is empty, which frees ${formatBytes(bytes)}\n`;
    return { data: { dir: home.cacheDir, bytes }, text: "", talk };
  }
}
