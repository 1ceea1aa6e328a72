import { type Answer, GovCommand } from "../../cli/base-command.ts";
import { cacheBytes } from "../../toolchains/cache.ts";

interface CacheReport {
  readonly dir: string;
  readonly bytes: number;
}

export default class CacheDir extends GovCommand<CacheReport> {
  static override summary = "print the directory of downloads and indexes";
  static override examples = ['du -sh "$(<%= config.bin %> cache dir)"'];

  protected async answer(): Promise<Answer<CacheReport>> {
    await this.parse(CacheDir);
    const { home } = this.context;
    return { data: { dir: home.cacheDir, bytes: cacheBytes(home) }, text: `${home.cacheDir}\n` };
  }
}
