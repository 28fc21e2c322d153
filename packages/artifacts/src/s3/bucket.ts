import type * as Sdk from "@aws-sdk/client-s3";
import { SynodError } from "@synod/core";
import { isBucketMissing, isBucketThere } from "./failure.ts";
import type { S3BlobsOptions } from "./options.ts";

/**
 * Looks once whether the bucket is there, and makes it if that is allowed. `again` looks even if it was
 * there before. Rejects with SYN_BLOBS_UNAVAILABLE if it is missing and may not be made.
 */
export function bucketKeeper(
  { HeadBucketCommand, CreateBucketCommand }: typeof Sdk,
  client: Sdk.S3Client,
  { bucket, createBucket = false }: S3BlobsOptions,
): (abortSignal: AbortSignal, again?: "again") => Promise<void> {
  let isThere = false;

  return async (abortSignal, again) => {
    if (isThere && again === undefined) return;
    isThere = false;
    try {
      await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal });
    } catch (error) {
      if (!isBucketMissing(error)) throw error;
      if (!createBucket)
        throw new SynodError("SYN_BLOBS_UNAVAILABLE", `there is no bucket '${bucket}'`, { cause: error });
      await client
        .send(new CreateBucketCommand({ Bucket: bucket }), { abortSignal })
        .catch((failure: unknown) => {
          if (!isBucketThere(failure)) throw failure;
        });
    }
    isThere = true;
  };
}
