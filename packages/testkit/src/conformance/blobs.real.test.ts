import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { createS3Blobs } from "@synod/artifacts";
import { describeReal } from "../backing/describe-real.ts";
import { blobsConformance } from "./blobs.ts";
import { s3Tamper } from "./s3-tamper.ts";

describeReal(
  "S3",
  ["SYNOD_TEST_S3_URL", "SYNOD_TEST_S3_ACCESS_KEY", "SYNOD_TEST_S3_SECRET_KEY"],
  ({ SYNOD_TEST_S3_URL: url, SYNOD_TEST_S3_ACCESS_KEY: accessKey, SYNOD_TEST_S3_SECRET_KEY: secretKey }) => {
    const bucket = `synod-${randomUUID()}`;
    const options = { url, accessKey, secretKey, bucket };

    blobsConformance("S3", {
      open: async () => createS3Blobs({ ...options, createBucket: true }),
      tamper: s3Tamper(options),
    });

    it("lets several instances make the bucket at the same time", async () => {
      const fresh = { ...options, bucket: `synod-${randomUUID()}`, createBucket: true };
      const instances = Array.from({ length: 4 }, () => createS3Blobs(fresh));
      await expect(Promise.all(instances.map((blobs) => blobs.ping()))).resolves.toHaveLength(4);
      await Promise.all(instances.map((blobs) => blobs.close()));
    });

    it("makes no bucket unless it may", async () => {
      const blobs = createS3Blobs({ ...options, bucket: `synod-${randomUUID()}` });
      await expect(blobs.ping()).rejects.toMatchObject({ code: "SYN_BLOBS_UNAVAILABLE" });
      await blobs.close();
    });

    it("says that it cannot get in with a wrong key, and does not show the key", async () => {
      const blobs = createS3Blobs({ ...options, secretKey: "not-the-secret" });
      const failure = await blobs.ping().catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: "SYN_BLOBS_UNAVAILABLE" });
      expect(String(failure)).not.toContain("not-the-secret");
      await blobs.close();
    });
  },
);
