export interface StartOptions {
  /** The server's own folder; made if absent, continued if not. */
  readonly dataDir: string;
  /** Default: a free one. */
  readonly port?: number;
}

export interface NativeServer {
  readonly url: string;
  readonly pid: number;
  /** Path of its log. */
  readonly log: string;
  /** Ends it in good order, by force after 10 s; resolves when it is gone. Again: a no-op. */
  readonly stop: () => Promise<void>;
  /** Ends it at once, as a crash would. */
  readonly kill: () => Promise<void>;
}
