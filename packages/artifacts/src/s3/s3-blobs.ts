import type * as Sdk from "@aws-sdk/client-s3";
import { SynodError, sha256Hex } from "@synod/core";
import type { Blobs } from "@synod/contracts";
import { assertNamed, keyOf } from "../key.ts";
import { bucketKeeper } from "./bucket.ts";
import { isNotFound, unavailable } from "./failure.ts";
import type { S3BlobsOptions } from "./options.ts";

/** Bytes; no document comes near. What is larger is not read into memory. */
const BLOB_BYTES_MAX = 256 * 1024 * 1024;
const REQUEST_MS_MAX = 30_000;
const CONNECT_MS_MAX = 3_000;
const ATTEMPTS_MAX = 3;

/**
 * Blobs in a bucket of any S3, under `<tenant>/<sha256>`. The client is loaded when it is first used,
 * since it costs memory. Methods reject with SYN_BLOBS_UNAVAILABLE while the store cannot be reached.
 */
export function createS3Blobs(options: S3BlobsOptions): Blobs {
  const { bucket, requestMsMax = REQUEST_MS_MAX } = options;
  let loading: Promise<Loaded> | null = null;
  const load = (): Promise<Loaded> => (loading ??= open(options, requestMsMax));

  /** One operation under its deadline; the caller's own abort stays the caller's. */
  async function run<T>(
    doing: string,
    signal: AbortSignal | undefined,
    work: (s3: Loaded, abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const deadline = AbortSignal.timeout(requestMsMax);
    try {
      return await work(await load(), signal === undefined ? deadline : AbortSignal.any([signal, deadline]));
    } catch (error) {
      signal?.throwIfAborted();
      throw unavailable(doing, error);
    }
  }

  return {
    async put(tenant, digest, bytes, signal) {
      const Key = keyOf(tenant, digest);
      assertNamed(digest, bytes);
      await run("put", signal, async ({ client, sdk, ensureBucket }, abortSignal) => {
        await ensureBucket(abortSignal);
        const ChecksumSHA256 = Buffer.from(digest, "hex").toString("base64");
        await client.send(
          new sdk.PutObjectCommand({
            Bucket: bucket,
            Key,
            Body: bytes,
            ContentLength: bytes.byteLength,
            ChecksumSHA256,
          }),
          { abortSignal },
        );
      });
    },

    async get(tenant, digest, signal) {
      const Key = keyOf(tenant, digest);
      const bytes = await run("get", signal, async ({ client, sdk }, abortSignal) => {
        try {
          const { Body, ContentLength = 0 } = await client.send(
            new sdk.GetObjectCommand({ Bucket: bucket, Key }),
            { abortSignal },
          );
          if (ContentLength > BLOB_BYTES_MAX)
            throw new SynodError("SYN_BLOB_CORRUPT", `${Key} has ${ContentLength} bytes`);
          return (await Body?.transformToByteArray()) ?? new Uint8Array();
        } catch (error) {
          if (isNotFound(error)) throw new SynodError("SYN_BLOB_NOT_FOUND", digest, { cause: error });
          throw error;
        }
      });
      if (sha256Hex(bytes) !== digest) throw new SynodError("SYN_BLOB_CORRUPT", `${Key} holds other bytes`);
      return bytes;
    },

    async has(tenant, digest) {
      const Key = keyOf(tenant, digest);
      return run("has", undefined, async ({ client, sdk }, abortSignal) => {
        try {
          await client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key }), { abortSignal });
          return true;
        } catch (error) {
          if (isNotFound(error)) return false;
          throw error;
        }
      });
    },

    ping: () => run("ping", undefined, ({ ensureBucket }, abortSignal) => ensureBucket(abortSignal, "again")),

    async close() {
      (await loading?.catch(() => null))?.client.destroy();
    },
  };
}

interface Loaded {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.S3Client;
  readonly ensureBucket: ReturnType<typeof bucketKeeper>;
}

async function open(options: S3BlobsOptions, requestMsMax: number): Promise<Loaded> {
  const sdk = await import("@aws-sdk/client-s3");
  const client = new sdk.S3Client({
    endpoint: options.url,
    region: options.region ?? "us-east-1",
    credentials: { accessKeyId: options.accessKey, secretAccessKey: options.secretKey },
    // Hosts of self-run stores have no subdomain per bucket.
    forcePathStyle: options.forcePathStyle ?? true,
    maxAttempts: ATTEMPTS_MAX,
    // Not every S3 knows the newer checksums; the SHA-256 that we send does the same.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: CONNECT_MS_MAX,
      requestTimeout: requestMsMax,
      throwOnRequestTimeout: true,
    },
  });
  return { sdk, client, ensureBucket: bucketKeeper(sdk, client, options) };
}
